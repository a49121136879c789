using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Hub.Transfer;

namespace Graft.Hub.HuggingFace.Pushing;

/// <summary>POST of JSON to the hub, with its token for itself alone.</summary>
internal sealed class PushRequests(HuggingFaceSettings settings, Transport transport, string repository)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>An address of the hub's, or one that the hub gave.</summary>
    public Uri Address(string path) => Uri.TryCreate(path, UriKind.Absolute, out Uri? url) && url.Scheme is "https" or "http"
        ? Transport.Checked(settings.Endpoint, url!) : new Uri($"{settings.Endpoint.AbsoluteUri.TrimEnd('/')}/{path}");

    public Task<JsonDocument> PostAsync(string path, JsonNode body, string type, CancellationToken cancel) =>
        PostAsync(path, () => Text(body, type), type, cancel);

    /// <summary>Asks patiently; an answer other than 2xx and <paramref name="allowed"/> is an error.</summary>
    public async Task<JsonDocument> PostAsync(string path, Func<HttpContent> body, string accept, CancellationToken cancel, int allowed = 0)
    {
        using Answer answer = await transport.AskPatientlyAsync(() => Ask(path, body, accept), cancel).ConfigureAwait(false);
        if (!answer.Ok && answer.Status != allowed) throw HubErrors.From(answer, settings, repository, null);
        return await HubClient.JsonAsync(answer, cancel).ConfigureAwait(false);
    }

    /// <summary>Asks once: what is asked may have happened although no answer came.</summary>
    public async Task<JsonDocument> PostOnceAsync(string path, Func<HttpContent> body, CancellationToken cancel)
    {
        using Answer answer = await transport.AskAsync(Ask(path, body, "*/*"), cancel).ConfigureAwait(false);
        if (answer.Status == 412)
            throw new GraftException($"Somebody else has committed to {repository} meanwhile, so nothing was changed. Look at it, and push again.");
        if (!answer.Ok) throw HubErrors.From(answer, settings, repository, null);
        return await HubClient.JsonAsync(answer, cancel).ConfigureAwait(false);
    }

    public static HttpContent Text(JsonNode body, string type) => Text(body.ToJsonString(Readable), type);

    public static HttpContent Text(string body, string type)
    {
        ByteArrayContent content = new(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = new(type);
        return content;
    }

    public static string Line(string key, JsonObject value) => new JsonObject { ["key"] = key, ["value"] = value }.ToJsonString(Readable) + "\n";

    private Question Ask(string path, Func<HttpContent> body, string accept) =>
        new(HttpMethod.Post, Address(path)) { Content = body, Accept = accept, Credentials = settings.Credentials, Within = settings.Endpoint,
            Patience = Patience };
}
