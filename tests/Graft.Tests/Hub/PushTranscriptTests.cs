using System.Text;
using System.Text.Json;
using Graft.Hub.HuggingFace.Pushing;

namespace Graft.Tests.Hub;

/// <summary>
/// Pushes to a branch and as a pull request, answered with the very answers that Python got: ours asks the same, and sends the same lines. (The bytes of the recorded push in parts are not among
/// the fixtures; <see cref="HubPushTests"/> answers in its form.)
/// </summary>
public sealed class PushTranscriptTests : IDisposable
{
    private const string Transcript = "fixtures/hub/transcripts/upload_refs.json";
    private readonly Sandbox _sandbox = new();
    private readonly WebServer _server = new();

    [SharedTheory(Transcript)]
    [InlineData("b'a\\n'", "a.txt", "a\n", "feature/x", false)]
    [InlineData("b'b\\n'", "b.txt", "b\n", null, true)]
    public async Task Push_AsPythonDid_AsksAndSendsTheSame(string call, string name, string content, string? branch, bool asPullRequest)
    {
        using JsonDocument transcript = JsonDocument.Parse(File.ReadAllBytes(Shared.Path(Transcript)));
        JsonElement[] python = [.. transcript.RootElement.GetProperty("steps").EnumerateArray().First(s => s.GetProperty("call").GetString()!.Contains(call, StringComparison.Ordinal)).GetProperty("requests").EnumerateArray()];
        _server.Answer = asked => python.FirstOrDefault(r => Line(r) == $"{asked.Method} {asked.Path}") is { ValueKind: JsonValueKind.Object } same ? Answer(same) : new(409);
        _sandbox.Variables["HF_ENDPOINT"] = _server.Address;
        _sandbox.Variables["HF_TOKEN"] = "hf_secret";
        _sandbox.Write($"model/{name}", content);

        PushedCommit commit = await HubPush.RunAsync(_sandbox.Path("model"), new("acme/tiny-bert", branch), new() { PullRequest = asPullRequest }, _sandbox.Options);

        WebRequest[] ours = [.. _server.Requests.Where(r => r.Path != "/api/repos/create")];
        ours.Select(r => $"{r.Method} {r.Path}").ShouldBe(python.Select(Line));
        Encoding.UTF8.GetString(ours[0].Body).ShouldBe(Text(python[0]));
        JsonElement.DeepEquals(SecondLine(Encoding.UTF8.GetString(ours[1].Body)), SecondLine(Text(python[1]))).ShouldBeTrue();
        python[1].GetProperty("response").GetProperty("body").GetProperty("text").GetString()!.ShouldContain(commit.Commit);
    }

    public void Dispose()
    {
        _server.Dispose();
        _sandbox.Dispose();
    }

    private static string Line(JsonElement request) => $"{request.GetProperty("method").GetString()} {request.GetProperty("path").GetString()}";

    private static string Text(JsonElement request) => request.GetProperty("body").GetProperty("text").GetString()!;

    private static JsonElement SecondLine(string lines) => JsonDocument.Parse(lines.Split('\n')[1]).RootElement;

    private WebAnswer Answer(JsonElement request)
    {
        JsonElement response = request.GetProperty("response");
        string body = response.GetProperty("body").GetProperty("text").GetString()!.Replace("{HUB}", _server.Address, StringComparison.Ordinal);
        return new(response.GetProperty("status").GetInt32()) { Body = Encoding.UTF8.GetBytes(body), Headers = { ["Content-Type"] = "application/json" } };
    }
}
