using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Training.Tracking;

/// <summary>Reports a run to an MLflow server, through its REST API.</summary>
/// <seealso href="https://mlflow.org/docs/latest/rest-api.html"/>
public sealed class MlflowLog : IRunLog
{
    /// <summary>The experiment under which runs are filed.</summary>
    public const string Experiment = "graft";

    /// <summary>What the server takes at once, and how long a value may be.</summary>
    private const int MostMetrics = 1000, MostParameters = 100, LongestParameter = 500;

    private readonly HttpClient _client;
    private readonly TimeProvider _time;
    private readonly string _run;

    /// <summary>Begins a run on the server.</summary>
    /// <param name="server">Its address: http or https.</param>
    /// <param name="name">What the run is called.</param>
    /// <param name="recipe">Becomes the run's parameters.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="GraftException">No http address, or the server can't be reached or refuses.</exception>
    public MlflowLog(string server, string name, JsonObject recipe, TimeProvider? time = null)
    {
        if (!Uri.TryCreate(server.TrimEnd('/') + "/", UriKind.Absolute, out Uri? address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
            throw new GraftException($"Expected the address of an MLflow server, such as http://localhost:5000, got '{server}'.");
        _client = new() { BaseAddress = new(address, "api/2.0/mlflow/"), Timeout = TimeSpan.FromSeconds(30) };
        _time = time ?? TimeProvider.System;
        JsonNode run = Post("runs/create", new() { ["experiment_id"] = ExperimentId(), ["run_name"] = name, ["start_time"] = Now, ["tags"] = new JsonArray(Pair("mlflow.source.name", "graft")) });
        _run = run["run"]?["info"]?["run_id"]?.GetValue<string>() ?? throw new GraftException($"The MLflow server {server} gave no run_id.");
        foreach (JsonNode[] some in Parameters(recipe, "").Chunk(MostParameters)) Post("runs/log-batch", new() { ["run_id"] = _run, ["params"] = new JsonArray(some) });
    }

    /// <inheritdoc/>
    public void Log(IReadOnlyList<TrackedPoint> points) => Batch(points.Select(p => Metric(p.Name.Replace(' ', '.'), p.Value, p.Step)));

    /// <inheritdoc/>
    public void End(string status, JsonObject? metrics, string? error)
    {
        if (metrics is not null) Batch(Scores(metrics));
        Post("runs/update", new() { ["run_id"] = _run, ["status"] = status switch { "done" => "FINISHED", "interrupted" => "KILLED", _ => "FAILED" }, ["end_time"] = Now });
    }

    /// <summary>Closes the connection.</summary>
    public void Dispose() => _client.Dispose();

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    private string ExperimentId()
    {
        using HttpResponseMessage found = Send(new(HttpMethod.Get, $"experiments/get-by-name?experiment_name={Experiment}"));
        if (found.StatusCode != HttpStatusCode.NotFound) return Read(found)["experiment"]!["experiment_id"]!.GetValue<string>();
        return Post("experiments/create", new() { ["name"] = Experiment })["experiment_id"]!.GetValue<string>();
    }

    private void Batch(IEnumerable<JsonNode> metrics)
    {
        foreach (JsonNode[] some in metrics.Chunk(MostMetrics)) Post("runs/log-batch", new() { ["run_id"] = _run, ["metrics"] = new JsonArray(some) });
    }

    private IEnumerable<JsonNode> Scores(JsonObject metrics) => TrackedScores.Of(metrics).Select(m => Metric($"{m.Part}.{m.Name}", m.Value, 0));

    private JsonObject Metric(string key, double value, long step) => new JsonObject { ["key"] = key, ["value"] = value, ["timestamp"] = Now, ["step"] = step };

    private static IEnumerable<JsonNode> Parameters(JsonObject recipe, string before) => recipe.SelectMany(p => p.Value is JsonObject inner ? Parameters(inner, $"{before}{p.Key}.") : p.Value is null ? [] : [Pair(before + p.Key, p.Value.ToString())]);

    private static JsonObject Pair(string key, string value) => new() { ["key"] = key, ["value"] = value.Length > LongestParameter ? value[..LongestParameter] : value };

    private JsonNode Post(string path, JsonObject body)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };
        using HttpResponseMessage response = Send(request);
        return Read(response);
    }

    private HttpResponseMessage Send(HttpRequestMessage request)
    {
        try
        {
            return _client.Send(request);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            throw new GraftException($"The MLflow server {_client.BaseAddress} can't be reached: {e.Message}", e);
        }
    }

    private JsonNode Read(HttpResponseMessage response)
    {
        using StreamReader reader = new(response.Content.ReadAsStream());
        string text = reader.ReadToEnd();
        if (!response.IsSuccessStatusCode) throw new GraftException(string.Create(CultureInfo.InvariantCulture, $"The MLflow server {_client.BaseAddress} refuses {response.RequestMessage?.RequestUri?.AbsolutePath}: {(int)response.StatusCode} {text[..Math.Min(300, text.Length)]}"));
        try
        {
            return JsonNode.Parse(text) ?? new JsonObject();
        }
        catch (JsonException e)
        {
            throw new GraftException($"{_client.BaseAddress} is no MLflow server: its answer is no JSON.", e);
        }
    }
}
