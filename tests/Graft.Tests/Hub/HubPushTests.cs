using System.Text;
using System.Text.Json;
using Graft.Hub;
using Graft.Hub.HuggingFace.Pushing;

namespace Graft.Tests.Hub;

/// <summary>Publishing a folder, against a hub of our own that answers as the recorded one does.</summary>
public sealed class HubPushTests : IDisposable
{
    private readonly Sandbox _sandbox = new();
    private readonly PushServer _server = new();
    private readonly byte[] _weights = [.. Enumerable.Range(0, 45_392).Select(i => (byte)(i * 7))];

    public HubPushTests()
    {
        _sandbox.Variables["HF_ENDPOINT"] = _server.Hub.Address;
        _sandbox.Variables["HF_TOKEN"] = "hf_secret";
        _sandbox.Write("model/weights.onnx", _weights);
        _sandbox.Write("model/labels.json", "[\"a\"]");
        _sandbox.Write("model/empty.txt", "");
        _sandbox.Write("model/.hidden", "stays");
        _sandbox.Write("model/README.md", "---\nlicense: mit\n---\n# A card\n");
    }

    [Fact]
    public async Task Push_NewRepository_CommitsEveryFileOnce()
    {
        PushedCommit commit = await PushAsync(new() { Private = true, Message = "first" });
        commit.Changed.ShouldBe(["README.md", "empty.txt", "labels.json", "weights.onnx"]);
        commit.Commit.ShouldBe(_server.Head);
        _server.Files["weights.onnx"].ShouldBe(_weights);
        Encoding.UTF8.GetString(_server.Files["labels.json"]).ShouldBe("[\"a\"]");
        _server.Files.ShouldNotContainKey(".hidden");
        _server.Commits.Single()["summary"]!.GetValue<string>().ShouldBe("first");
        _server.Asked.ShouldBe(["POST /api/repos/create", "POST /api/validate-yaml", "POST /api/models/acme/pets/preupload/main", "POST /acme/pets.git/info/lfs/objects/batch",
            _server.Asked.First(a => a.Contains("verify/")), "POST /api/models/acme/pets/commit/main"]);
        Encoding.UTF8.GetString(_server.Hub.Requests.First().Body).ShouldBe("{\"name\":\"pets\",\"organization\":\"acme\",\"visibility\":\"private\"}");
    }

    [Fact]
    public async Task Push_Again_SendsAndCommitsNothing()
    {
        await PushAsync();
        int stored = _server.Storage.Requests.Count;
        PushedCommit again = await PushAsync();
        again.Changed.ShouldBeEmpty();
        again.Unchanged.Count.ShouldBe(4);
        again.Commit.ShouldBe(_server.Head);
        _server.Commits.Count.ShouldBe(1);
        _server.Storage.Requests.Count.ShouldBe(stored);
    }

    [Fact]
    public async Task Push_LargeFile_GoesInPartsAndIsPutTogether()
    {
        _server.Chunk = 20_000;
        await PushAsync();
        _server.Storage.Requests.Select(r => r.Body.Length).Order().ShouldBe([5_392, 20_000, 20_000]);
        _server.Files["weights.onnx"].ShouldBe(_weights);
    }

    [Fact]
    public async Task Push_StorageInTroubleOnce_SendsThatPartAgain()
    {
        _server.Chunk = 20_000;
        _server.OnStorage = r => r.Path.EndsWith("/2", StringComparison.Ordinal) && _server.Storage.Requests.Count(q => q.Path == r.Path) == 1 ? new(500) : null;
        await PushAsync();
        _server.Storage.Requests.Count.ShouldBe(4);
        _server.Files["weights.onnx"].ShouldBe(_weights);
    }

    [Fact]
    public async Task Push_Token_IsShownToTheHubAlone()
    {
        _server.Chunk = 20_000;
        await PushAsync();
        _server.Hub.Requests.ShouldAllBe(r => r.Header("Authorization") == "Bearer hf_secret");
        _server.Storage.Requests.ShouldAllBe(r => r.Header("Authorization") == null);
    }

    [Fact]
    public async Task Push_VerifyLinkLeadsElsewhere_KeepsTheToken()
    {
        using WebServer other = new() { Answer = _ => WebAnswer.Text("{}") };
        _server.OnHub = r => r.Path.EndsWith("/batch", StringComparison.Ordinal) ? Elsewhere(_server.Serve(r), other.Address) : null;
        await PushAsync();
        other.Requests.Single().Header("Authorization").ShouldBeNull();
    }

    [Fact]
    public async Task Push_CommitAnswerLost_FindsThatItHappened()
    {
        _server.OnHub = r =>
        {
            if (!r.Path.Contains("/commit/", StringComparison.Ordinal)) return null;
            _server.Serve(r);
            return new(503);
        };
        PushedCommit commit = await PushAsync();
        commit.Commit.ShouldBe(_server.Head);
        _server.Commits.Count.ShouldBe(1, "a commit is not sent twice");
    }

    [Fact]
    public async Task Push_CommitDidNotHappen_SaysSo()
    {
        _server.OnHub = r => r.Path.Contains("/commit/", StringComparison.Ordinal) ? new(503) : null;
        (await FaultAsync()).ShouldContain("has not happened");
    }

    [Fact]
    public async Task Push_SomebodyElseCommitted_ChangesNothing()
    {
        _server.OnHub = r => r.Path.Contains("/commit/", StringComparison.Ordinal) ? new(412) : null;
        (await FaultAsync()).ShouldContain("Somebody else has committed");
    }

    [Fact]
    public async Task Push_TooManyRequests_WaitsAndGoesOn()
    {
        _server.OnHub = r => r.Path.Contains("/preupload/", StringComparison.Ordinal) && _server.Asked.Count(a => a.Contains("/preupload/")) == 1 ? new(429) { Headers = { ["RateLimit"] = "\"api\";r=0;t=1" } } : null;
        (await PushAsync()).Changed.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Push_BadMetadata_StopsBeforeAnythingIsSent()
    {
        _sandbox.Write("model/README.md", "---\nlicense: [\n---\n");
        (await FaultAsync()).ShouldContain("YAML is invalid");
        _server.Storage.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(403, "pass a token with write access")]
    [InlineData(401, "does not accept the token")]
    public async Task Push_Refused_NamesTheCauseWithoutTheToken(int status, string expected)
    {
        _server.OnHub = r => r.Path.Contains("/preupload/", StringComparison.Ordinal) ? new(status) { Headers = { ["X-Error-Message"] = "Forbidden: pass a token with write access" } } : null;
        (await FaultAsync()).ShouldSatisfyAllConditions(m => m.ShouldContain(expected), m => m.ShouldNotContain("hf_secret"));
    }

    [Fact]
    public async Task Push_WithoutTokenOrOffline_AsksNobody()
    {
        _sandbox.Variables.Remove("HF_TOKEN");
        (await FaultAsync()).ShouldContain("needs a token");
        _sandbox.Variables["HF_HUB_OFFLINE"] = "1";
        (await FaultAsync()).ShouldContain("Offline");
        _server.Hub.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Push_ToABranchAsPullRequest_SaysSoInTheAddress()
    {
        await HubPush.RunAsync(_sandbox.Path("model"), new("acme/pets", "feature/x"), new() { PullRequest = true }, Options);
        _server.Asked.ShouldContain("POST /api/models/acme/pets/preupload/feature%2Fx?create_pr=1");
        _server.Asked.ShouldContain("POST /api/models/acme/pets/commit/feature%2Fx?create_pr=1");
    }

    [SharedFact("fixtures/hub/transcripts/upload.json")]
    public async Task Push_SameFileAsPython_SendsTheSameLinesButTheSummary()
    {
        using JsonDocument transcript = JsonDocument.Parse(File.ReadAllBytes(Shared.Path("fixtures/hub/transcripts/upload.json")));
        JsonElement step = transcript.RootElement.GetProperty("steps").EnumerateArray().First(s => s.GetProperty("call").GetString()!.StartsWith("upload_file(path_or_fileobj='work/config.json'", StringComparison.Ordinal));
        string[] python = [.. step.GetProperty("requests").EnumerateArray().Select(r => r.GetProperty("body").GetProperty("text").GetString()!)];
        Directory.Delete(_sandbox.Path("model"), recursive: true);
        _sandbox.Write("model/config.json", "{\"model_type\": \"graft\"}\n");
        await PushAsync();
        string Sent(string part) => Encoding.UTF8.GetString(_server.Hub.Requests.First(r => r.Path.Contains(part)).Body);
        Sent("/preupload/").ShouldBe(python[0]);
        JsonElement.DeepEquals(JsonDocument.Parse(Sent("/commit/").Split('\n')[1]).RootElement, JsonDocument.Parse(python[1].Split('\n')[1]).RootElement).ShouldBeTrue();
    }

    public void Dispose()
    {
        _server.Dispose();
        _sandbox.Dispose();
    }

    private HubOptions Options => _sandbox.Options with { Delay = (_, _) => Task.CompletedTask };

    private Task<PushedCommit> PushAsync(PushOptions? push = null) => HubPush.RunAsync(_sandbox.Path("model"), new("acme/pets"), push, Options);

    private async Task<string> FaultAsync() => (await Should.ThrowAsync<GraftException>(() => PushAsync())).Message;

    private WebAnswer Elsewhere(WebAnswer answer, string address) =>
        answer with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(answer.Body).Replace($"{_server.Hub.Address}/verify", $"{address}/verify", StringComparison.Ordinal)) };
}
