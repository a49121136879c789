using System.IO.Compression;
using Graft.Hub;

namespace Graft.Tests.Hub;

/// <summary>What the client makes of each thing that a hub may do; the server's ways are those of fixtures/hub/transcripts.</summary>
public sealed class HuggingFaceTests : IDisposable
{
    private const string Fixture = "fixtures/hub/repositories.json";
    private const string Main = "3b3b0096c8c2d8ec8018a7fca594306cda1bd105", First = "d92ebe87a93fa7529a50bdde647bf1b02d66368c";
    private const string Weights = "a2e89a1e553a61f703ac0a3c19f79c2a3e54d2434a7c3534ce087f9385a7279a", Config = "8c9d6b2a39f31396eb84b2e7bd85f3e4ef33ac0d";

    private readonly Sandbox _sandbox = new();
    private readonly Lazy<HubServer> _lazy = new(() => new HubServer());
    private readonly List<TimeSpan> _waits = [];

    private HubServer Server => _lazy.Value;

    private string Cache => _sandbox.Path("user/.cache/huggingface/hub");

    private HubOptions Options
    {
        get
        {
            _sandbox.Variables.TryAdd("HF_ENDPOINT", Server.Hub.Address);
            return _sandbox.Options with { Delay = (wait, _) => { _waits.Add(wait); return Task.CompletedTask; } };
        }
    }

    [SharedFact(Fixture)]
    public void Resolve_CutTwice_GoesOnByRange()
    {
        int cuts = 0;
        Server.OnCdn = r => cuts++ < 2 ? HubServer.Content(r, Weights) with { CloseAfter = 8192 } : null;
        Resolve("hf:acme/tiny-bert:model.safetensors");
        Server.Cdn.Requests.Select(r => r.Header("Range")).ShouldBe([null, "bytes=8192-", "bytes=16384-"]);
        Server.Cdn.Requests.Skip(1).ShouldAllBe(r => r.Header("If-Range") == $"\"{Weights}\"");
        _waits.Select(w => w.TotalSeconds).ShouldBe([1, 1], "progress counts anew");
    }

    [SharedFact(Fixture)]
    public void Resolve_ConnectionReset_GoesOnByRange()
    {
        Server.OnCdn = r => r.Header("Range") is null ? HubServer.Content(r, Weights) with { CloseAfter = 8192, Reset = true } : null;
        Resolve("hf:acme/tiny-bert:model.safetensors").Files.Single().Sha256.ShouldBe(Weights);
    }

    [SharedFact(Fixture)]
    public void Resolve_BodyStalls_GoesOnByRange()
    {
        _sandbox.Variables["HF_HUB_DOWNLOAD_TIMEOUT"] = "0.2";
        Server.OnCdn = r => r.Header("Range") is null ? HubServer.Content(r, Weights) with { StallAfter = 8192 } : null;
        Resolve("hf:acme/tiny-bert:model.safetensors").Files.Single().Sha256.ShouldBe(Weights);
        Server.Cdn.Requests.Last().Header("Range").ShouldBe("bytes=8192-");
    }

    [SharedFact(Fixture)]
    public void Resolve_CutForGood_KeepsWhatCameForTheNextCall()
    {
        Server.OnCdn = r => r.Header("Range") is null ? HubServer.Content(r, Weights) with { CloseAfter = 8192 } : HubServer.Content(r, Weights) with { CloseAfter = 0 };
        Fault("hf:acme/tiny-bert:model.safetensors").ShouldContain("the next call goes on from there");
        _waits.Select(w => w.TotalSeconds).ShouldBe([1, 2, 4, 8, 8]);
        Server.OnCdn = null;
        Resolve("hf:acme/tiny-bert:model.safetensors");
        Server.Cdn.Requests.Last().Header("Range").ShouldBe("bytes=8192-");
    }

    [SharedFact(Fixture)]
    public void Resolve_RangeAnsweredByWholeFile_StartsOver()
    {
        Server.OnCdn = r => r.Header("Range") is not null ? new WebAnswer(200) { Body = HubServer.Content(Weights) } : HubServer.Content(r, Weights) with { CloseAfter = 8192 };
        Resolve("hf:acme/tiny-bert:model.safetensors").Files.Single().Sha256.ShouldBe(Weights);
    }

    [SharedFact(Fixture)]
    public void Resolve_RangeFromWrongPlace_StartsOver()
    {
        Server.OnCdn = r => r.Header("Range") is null ? (Server.Cdn.Requests.Count == 1 ? HubServer.Content(r, Weights) with { CloseAfter = 8192 } : null)
            : new WebAnswer(206) { Body = HubServer.Content(Weights), Headers = { ["Content-Range"] = "bytes 0-25391/25392" } };
        Resolve("hf:acme/tiny-bert:model.safetensors").Files.Single().Sha256.ShouldBe(Weights);
    }

    [SharedFact(Fixture)]
    public void Resolve_RangeRefused_StartsOver()
    {
        Server.OnCdn = r => r.Header("Range") is not null ? new(416) : Server.Cdn.Requests.Count == 1 ? HubServer.Content(r, Weights) with { CloseAfter = 8192 } : null;
        Resolve("hf:acme/tiny-bert:model.safetensors").Files.Single().Sha256.ShouldBe(Weights);
    }

    [SharedFact(Fixture)]
    public void Resolve_ResumedFileIsAMixture_FetchesItWhole()
    {
        Server.OnCdn = r => r.Header("Range") is not null ? HubServer.Content(r, Weights) with { Body = new byte[25392 - 8192] } : Server.Cdn.Requests.Count == 1 ? HubServer.Content(r, Weights) with { CloseAfter = 8192 } : null;
        Resolve("hf:acme/tiny-bert:model.safetensors").Files.Single().Sha256.ShouldBe(Weights);
    }

    [SharedTheory(Fixture)]
    [InlineData("model.safetensors", Weights)]
    [InlineData("config.json", Config)]
    public void Resolve_WrongContent_IsRefusedAndNotKept(string file, string etag)
    {
        WebAnswer Flip(WebAnswer answer)
        {
            if (answer.Body.Length > 0) answer.Body[5] ^= 1;
            return answer;
        }
        Server.OnCdn = r => Flip(HubServer.Content(r, Weights));
        Server.OnHub = r => r.Method == "GET" ? Flip(Server.Serve(r)) : null;
        Fault($"hf:acme/tiny-bert:{file}").ShouldContain("has not the hash");
        Directory.EnumerateFiles(Path.Combine(Cache, "models--acme--tiny-bert"), etag + "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [SharedFact(Fixture)]
    public void Resolve_MoreBytesThanPromised_StopsAtOnce()
    {
        Server.OnCdn = r => new(200) { Body = [.. HubServer.Content(Weights), .. new byte[1 << 20]] };
        Fault("hf:acme/tiny-bert:model.safetensors").ShouldContain("more than the 25392 bytes");
        Server.Cdn.Requests.Count.ShouldBe(1);
    }

    [SharedFact(Fixture)]
    public void Resolve_FewerBytesThanPromised_IsRefused()
    {
        Server.OnCdn = r => r.Header("Range") is null ? new(200) { Body = HubServer.Content(Weights)[..^7], NoLength = true } : new(416);
        Fault("hf:acme/tiny-bert:model.safetensors").ShouldContain("25392");
    }

    [SharedFact(Fixture)]
    public void Resolve_CompressedBody_CountsWhatIsUnpacked()
    {
        MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest)) gzip.Write(HubServer.Content("32fbd21fa1fb822cc25aaa11dd8c8504bc5db0fc"));
        Server.OnHub = r => r.Method == "GET" ? new(200) { Body = packed.ToArray(), NoLength = true, Headers = { ["Content-Encoding"] = "gzip" } } : null;
        Resolve("hf:acme/tiny-bert:vocab.txt").Files.Single().Size.ShouldBe(385);
    }

    [SharedFact(Fixture)]
    public void Resolve_TooManyRequests_WaitsAsLongAsAsked()
    {
        Server.OnHub = r => Server.Hub.Requests.Count switch { 1 => new(429) { Headers = { ["RateLimit"] = "\"resolvers\";r=0;t=55" } }, 2 => new(429) { Headers = { ["Retry-After"] = "7" } }, 3 => new(429), _ => null };
        Resolve("hf:acme/tiny-bert:config.json");
        _waits.Select(w => w.TotalSeconds).ShouldBe([56, 8, 4]);
    }

    [SharedTheory(Fixture)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public void Resolve_ServerInTrouble_TriesAgain(int status)
    {
        Server.OnHub = r => Server.Hub.Requests.Count <= 2 ? new(status) : null;
        Server.OnCdn = r => Server.Cdn.Requests.Count == 1 ? new(status) : null;
        Resolve("hf:acme/tiny-bert:model.safetensors").Files.Single().Sha256.ShouldBe(Weights);
    }

    [SharedFact(Fixture)]
    public void Resolve_ServerInTroubleForGood_SaysSo()
    {
        Server.OnHub = _ => new(503);
        Fault("hf:acme/tiny-bert:config.json").ShouldContain("answers 503");
        Server.Hub.Requests.Count.ShouldBe(6);
    }

    [SharedTheory(Fixture)]
    [InlineData("503")]
    [InlineData("403")]
    [InlineData("nobody")]
    public void Resolve_OutOfReachButCached_GivesTheCopyAndSaysWhy(string trouble)
    {
        Resolve("hf:acme/tiny-bert:config.json");
        if (trouble == "nobody") _sandbox.Variables["HF_ENDPOINT"] = "http://127.0.0.1:9";
        else Server.OnHub = _ => new(trouble == "503" ? 503 : 403) { Headers = trouble == "403" ? new() { ["X-Error-Code"] = "GatedRepo" } : [] };
        ResolvedModel old = Resolve("hf:acme/tiny-bert:config.json");
        old.Notes.Single().ShouldContain($"copy of commit {Main}");
        _waits.ShouldBeEmpty("there is something to fall back on");
    }

    [SharedFact(Fixture)]
    public void Resolve_SlowHead_IsGivenUp()
    {
        _sandbox.Variables["HF_HUB_ETAG_TIMEOUT"] = "0.2";
        Server.OnHub = r => { Thread.Sleep(600); return null; };
        Fault("hf:acme/tiny-bert:config.json").ShouldContain("did not answer within 0.2 s");
    }

    [SharedTheory(Fixture)]
    [InlineData("acme/gated-bert", "gated: its owner must grant you access")]
    [InlineData("acme/nowhere", "does not exist on 127.0.0.1")]
    [InlineData("acme/tiny-bert@nowhere", "no such branch, tag or commit")]
    [InlineData("acme/tiny-bert@d92ebe87", "all 40 digits")]
    [InlineData("hf:acme/tiny-bert:absent.json", "has no file 'absent.json'")]
    public void Resolve_Refused_NamesCauseAndRemedy(string address, string expected) =>
        Fault(address.Contains(':') ? address : $"hf:{address}:config.json").ShouldContain(expected);

    [SharedFact(Fixture)]
    public void Resolve_WrongToken_SaysThatTheTokenIsWrongAndDoesNotPrintIt()
    {
        _sandbox.Variables["HF_TOKEN"] = "hf_secret";
        Server.OnHub = _ => new(401) { Headers = { ["X-Error-Message"] = "Invalid credentials in Authorization header" } };
        Fault("hf:acme/tiny-bert:config.json").ShouldSatisfyAllConditions(m => m.ShouldContain("does not accept the token"), m => m.ShouldNotContain("hf_secret"));
    }

    [SharedFact(Fixture)]
    public void Resolve_WithToken_ShowsItToTheHubAlone()
    {
        _sandbox.Variables["HF_TOKEN"] = "hf_secret";
        Server.OnHub = r => r.Method == "GET" && r.Path.EndsWith("config.json", StringComparison.Ordinal) ? new(302) { Headers = { ["Location"] = $"{Server.Cdn.Address}/repos/{Config}" } } : null;
        Resolve("hf:acme/tiny-bert:config.json");
        Resolve("hf:acme/tiny-bert:model.safetensors");
        Server.Hub.Requests.ShouldAllBe(r => r.Header("Authorization") == "Bearer hf_secret");
        Server.Cdn.Requests.Count.ShouldBe(2);
        Server.Cdn.Requests.ShouldAllBe(r => r.Header("Authorization") == null);
    }

    [SharedFact(Fixture)]
    public void Resolve_TokenFileAndOptOut_AreHonoured()
    {
        _sandbox.Write("user/.cache/huggingface/token", "hf_filed\n");
        Resolve("hf:acme/tiny-bert:config.json");
        Server.Hub.Requests.Last().Header("Authorization").ShouldBe("Bearer hf_filed");
        _sandbox.Variables["HF_HUB_DISABLE_IMPLICIT_TOKEN"] = "1";
        Resolve("hf:acme/tiny-bert:vocab.txt");
        Server.Hub.Requests.Last().Header("Authorization").ShouldBeNull();
    }

    [SharedFact(Fixture)]
    public void Resolve_ListingGoesOnElsewhere_IsRefused()
    {
        Server.OnHub = r => r.Path.Contains("/tree/") ? WebAnswer.Text("[]", ("Link", $"<{Server.Cdn.Address}/x>; rel=\"next\"")) : null;
        Fault("hf:acme/tiny-bert").ShouldContain("another host");
        Server.Cdn.Requests.ShouldBeEmpty();
    }

    [SharedTheory(Fixture)]
    [InlineData("ETag", "\"../../../escaped\"")]
    [InlineData("X-Repo-Commit", "../../escaped")]
    [InlineData("X-Repo-Commit", "main")]
    [InlineData("ETag", "")]
    public void Resolve_HostileHeader_IsRefusedAndNothingIsWritten(string header, string value)
    {
        Server.OnHub = r =>
        {
            WebAnswer answer = Server.Serve(r);
            answer.Headers[header] = value;
            return answer;
        };
        Fault("hf:acme/tiny-bert:config.json").ShouldContain("does not answer as a Hugging Face hub");
        Directory.Exists(Cache).ShouldBeFalse();
    }

    [SharedTheory(Fixture)]
    [InlineData("../escaped.txt")]
    [InlineData("/escaped/escaped.txt")]
    [InlineData("a\\\\..\\\\escaped.txt")]
    [InlineData("C:/escaped.txt")]
    [InlineData("nul.txt")]
    [InlineData("x/CON")]
    [InlineData("name:stream")]
    [InlineData("dot.")]
    [InlineData("a\\u0000b")]
    public void Resolve_HostileListing_IsRefused(string name)
    {
        Server.OnHub = r => r.Path.Contains("/tree/") ? WebAnswer.Text($"[{{\"type\":\"file\",\"path\":\"{name}\",\"size\":1,\"oid\":\"{Config}\"}}]") : null;
        Fault("hf:acme/tiny-bert").ShouldContain("not safe");
    }

    [SharedFact(Fixture)]
    public void Resolve_NamesThatDifferInCase_AreRefused()
    {
        Server.OnHub = r => r.Path.Contains("/tree/") ? WebAnswer.Text($"[{{\"type\":\"file\",\"path\":\"a.json\",\"size\":1,\"oid\":\"{Config}\"}},{{\"type\":\"file\",\"path\":\"A.json\",\"size\":1,\"oid\":\"{Config}\"}}]") : null;
        Fault("hf:acme/tiny-bert").ShouldContain("one file on some systems");
    }

    [SharedFact(Fixture)]
    public void Resolve_RedirectOutOfTheWeb_IsRefused()
    {
        Server.OnHub = r => r.Method == "HEAD" ? new WebAnswer(302) { Headers = { ["X-Repo-Commit"] = Main, ["ETag"] = Config, ["Location"] = "file:///etc/passwd" } } : null;
        Fault("hf:acme/tiny-bert:config.json").ShouldContain("not followed");
    }

    [SharedFact(Fixture)]
    public void Resolve_SignInPageOfAProxy_SaysSo()
    {
        Server.OnHub = _ => WebAnswer.Text("<html>sign in</html>");
        Fault("hf:acme/tiny-bert:config.json").ShouldContain("whether a proxy answers in its place");
        Fault("hf:acme/tiny-bert").ShouldContain("sign-in page");
    }

    [SharedFact(Fixture)]
    public void Resolve_RenamedRepository_TellsTheNewName() => Resolve("hf:acme/old-bert:config.json").Notes.Single().ShouldContain("renamed to acme/tiny-bert");

    [SharedFact(Fixture)]
    public async Task Resolve_EightAtOnce_FetchOnce()
    {
        Server.OnCdn = r => { Thread.Sleep(200); return null; };
        HubOptions options = Options;
        ResolvedModel[] models = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => ModelHub.ResolveAsync(ModelAddress.Parse("hf:acme/tiny-bert:model.safetensors"), options)));
        models.ShouldAllBe(m => m.Files.Single().Sha256 == Weights);
        Server.Cdn.Requests.Count.ShouldBe(1);
    }

    [SharedFact(Fixture)]
    public void Resolve_WholeModel_TakesOneFormOfWeightsFromOneCommit()
    {
        ResolvedModel model = Resolve("acme/tiny-bert@v1.0");
        model.Files.Select(f => f.Path).ShouldBe(["README.md", "config.json", "model.safetensors", "vocab.txt"]);
        model.Address.ShouldBe(new HuggingFaceAddress("acme/tiny-bert", First));
        model.Licence.ShouldBe("apache-2.0");
        Server.Hub.Requests.Skip(1).ShouldAllBe(r => r.Path.Contains(First));
    }

    [SharedFact(Fixture)]
    public void Resolve_ManyPages_ReadsThemAll() => Resolve("acme/many-files").Files.Count.ShouldBeGreaterThan(8);

    [SharedFact(Fixture)]
    public void Resolve_AllCachedByCommit_AsksNothing()
    {
        Resolve($"acme/tiny-bert@{Main}");
        int before = Server.Asked.Count();
        Resolve($"acme/tiny-bert@{Main}");
        Resolve($"hf:acme/tiny-bert@{Main}:vocab.txt");
        Server.Asked.Count().ShouldBe(before);
    }

    [SharedFact(Fixture)]
    public void Resolve_WithoutLinks_FetchesTheSameFileOnce()
    {
        _sandbox.Variables["HF_HUB_DISABLE_SYMLINKS"] = "1";
        string file = Resolve("hf:acme/tiny-bert@v1.0:model.safetensors").LocalPath;
        new FileInfo(file).LinkTarget.ShouldBeNull();
        Resolve("hf:acme/tiny-bert@refs/pr/1:model.safetensors");
        Server.Cdn.Requests.Count.ShouldBe(1);
    }

    [SharedFact(Fixture)]
    public void Resolve_EndlessBody_IsLeftAtTheFirstByteTooMany()
    {
        Server.OnCdn = r => new(200) { Body = new byte[1 << 16], Endless = true, NoLength = true };
        Fault("hf:acme/tiny-bert:model.safetensors").ShouldContain("more than the 25392 bytes");
        Directory.EnumerateFiles(Path.Combine(Cache, "models--acme--tiny-bert"), "*", SearchOption.AllDirectories).ShouldAllBe(f => new FileInfo(f).Length < 100);
    }

    [SharedFact(Fixture)]
    public void Resolve_FileChangedBetweenHeadAndGet_IsRefused()
    {
        Server.OnCdn = r => HubServer.Content(r, "b746865b616b29d8f46691fc4e84962ebf59bead161f4c1640c1e04f94902d57");
        Fault("hf:acme/tiny-bert:model.safetensors").ShouldContain("has not the hash");
    }

    [SharedFact(Fixture)]
    public void Resolve_TimmName_AsksForTimmsRepository()
    {
        Fault("timm:resnet18.a1_in1k").ShouldContain("timm/resnet18.a1_in1k does not exist");
        Server.Hub.Requests.First().Path.ShouldBe("/api/models/timm/resnet18.a1_in1k/revision/main");
    }

    [SharedFact(Fixture)]
    public void Resolve_LinkLeadsNowhere_FetchesTheFileAgain()
    {
        string file = Resolve($"hf:acme/tiny-bert@{Main}:model.safetensors").LocalPath;
        File.Delete(Path.Combine(Cache, "models--acme--tiny-bert/blobs", Weights));
        Resolve($"hf:acme/tiny-bert@{Main}:model.safetensors").Files.Single().Sha256.ShouldBe(Weights);
        File.Exists(new FileInfo(file).ResolveLinkTarget(true)!.FullName).ShouldBeTrue();
    }

    public void Dispose()
    {
        if (_lazy.IsValueCreated) _lazy.Value.Dispose();
        _sandbox.Dispose();
    }

    private ResolvedModel Resolve(string address) => ModelHub.Resolve(address, Options);

    private string Fault(string address) => Should.Throw<GraftException>(() => Resolve(address)).Message;
}
