using System.Formats.Tar;
using System.Text.Json;
using System.Text.RegularExpressions;
using Graft.Hub;
using Graft.Hub.HuggingFace;

namespace Graft.Tests.Hub;

/// <summary>Against huggingface_hub: its recorded requests and files, and the caches that it wrote.</summary>
public sealed partial class PythonCacheTests : IDisposable
{
    private const string Fixture = "fixtures/hub/transcripts";
    private const string Main = "3b3b0096c8c2d8ec8018a7fca594306cda1bd105";

    private readonly Sandbox _sandbox = new();

    private string Cache => _sandbox.Path("hf/hub");

    [SharedTheory(Fixture)]
    [InlineData("download_small")]
    [InlineData("download_large")]
    [InlineData("download_nested")]
    [InlineData("download_revisions")]
    [InlineData("download_dataset")]
    [InlineData("missing_file")]
    [InlineData("missing_revision")]
    [InlineData("no_symlinks")]
    [InlineData("mixed_symlinks")]
    [InlineData("offline")]
    [InlineData("odd_headers")]
    [InlineData("renamed")]
    [InlineData("snapshot_whole")]
    [InlineData("warm_cache")]
    public void Resolve_ScenarioOfPython_AsksNoMoreAndLeavesTheSameFiles(string scenario)
    {
        using HubServer server = new();
        using JsonDocument transcript = JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"fixtures/hub/transcripts/{scenario}.json")));
        foreach (JsonElement step in transcript.RootElement.GetProperty("steps").EnumerateArray())
        {
            // A moved branch and odd headers are the server's doing, which this comparison does not imitate.
            if (!step.TryGetProperty("call", out JsonElement call) || step.TryGetProperty("server", out _)) break;
            if (Parse(call.GetString()!) is not { } wanted) continue;
            server.Hub.Requests.Clear();
            server.Cdn.Requests.Clear();
            bool returned = Run(wanted, step, server);
            returned.ShouldBe(step.GetProperty("outcome").TryGetProperty("returned", out _), call.GetString());
            string[] asked = [.. server.Asked];
            asked.Except(Requests(step)).ShouldBeEmpty($"more than Python asks for {call}");
            asked.Length.ShouldBeLessThanOrEqualTo(Requests(step).Count(), call.GetString());
            if (returned && step.TryGetProperty("files", out _)) CompareFiles(step, call.GetString()!);
        }
    }

    [SharedTheory(Fixture)]
    [InlineData("whole", "hf:acme/tiny-bert:config.json")]
    [InlineData("whole", "hf:acme/tiny-bert@v1.0:onnx/model.onnx")]
    [InlineData("whole", "acme/tiny-bert@main")]
    [InlineData("whole", "hf:acme/tiny-bert@d92ebe87:config.json")]
    [InlineData("moved-branch", "hf:acme/tiny-bert@d92ebe87a93fa7529a50bdde647bf1b02d66368c:model.safetensors")]
    [InlineData("no-symlinks", "hf:acme/tiny-bert@refs/pr/1:model.safetensors")]
    [InlineData("shared-blobs", "hf:acme/tiny-bert:model.safetensors")]
    public void Resolve_OfflineInACacheOfPython_FindsWhatIsThere(string cache, string address)
    {
        Unpack(cache);
        ResolvedModel model = ModelHub.Resolve(address, Options(offline: true));
        model.Files.ShouldNotBeEmpty();
        foreach (ResolvedFile file in model.Files) File.ReadAllBytes(file.LocalPath).Length.ShouldBe((int)file.Size);
    }

    [SharedTheory(Fixture)]
    [InlineData("wrong-content", "hf:acme/tiny-bert:model.safetensors", "is damaged")]
    [InlineData("wrong-content", "hf:acme/tiny-bert:config.json", "is damaged")]
    [InlineData("killed", "hf:acme/tiny-bert:model.safetensors", "not in the cache")]
    [InlineData("no-exist", "hf:acme/tiny-bert:adapter_config.json", "has said before that there is no such file")]
    [InlineData("whole", "hf:acme/tiny-bert@nowhere:config.json", "not in the cache")]
    [InlineData("moved-branch", "hf:acme/tiny-bert:model.safetensors", "not in the cache")]
    public void Resolve_OfflineWithoutTheFile_SaysWhatIsMissing(string cache, string address, string expected)
    {
        Unpack(cache);
        Should.Throw<GraftException>(() => ModelHub.Resolve(address, Options(offline: true))).Message.ShouldContain(expected);
    }

    [SharedFact(Fixture)]
    public void Resolve_LinkOutOfTheCache_IsRefused()
    {
        Unpack("whole");
        string link = Path.Combine(Cache, "models--acme--tiny-bert/snapshots", Main, "config.json");
        File.Delete(link);
        File.CreateSymbolicLink(link, _sandbox.Write("secret.json", "{}"));
        Should.Throw<GraftException>(() => ModelHub.Resolve("hf:acme/tiny-bert:config.json", Options(offline: true))).Message.ShouldContain("leads out of the cache");
    }

    [SharedFact(Fixture)]
    public void Resolve_ListedFileIsGone_RefusesTheSnapshot()
    {
        Unpack("whole");
        File.Delete(Path.Combine(Cache, "models--acme--tiny-bert/snapshots", Main, "vocab.txt"));
        Should.Throw<GraftException>(() => ModelHub.Resolve("acme/tiny-bert", Options(offline: true))).Message.ShouldContain("vocab.txt");
    }

    public void Dispose() => _sandbox.Dispose();

    private HubOptions Options(bool offline)
    {
        _sandbox.Variables["HF_HUB_CACHE"] = Cache;
        return _sandbox.Options with { Offline = offline, Delay = (_, _) => Task.CompletedTask };
    }

    private void Unpack(string cache)
    {
        Directory.CreateDirectory(Cache);
        TarFile.ExtractToDirectory(Shared.Path($"fixtures/hub/caches/{cache}.tar"), Cache, overwriteFiles: true);
    }

    private bool Run((HuggingFaceAddress Address, bool Snapshot) wanted, JsonElement step, HubServer server)
    {
        _sandbox.Variables.Clear();
        _sandbox.Variables["HF_ENDPOINT"] = server.Hub.Address;
        if (step.TryGetProperty("environment", out JsonElement environment))
            foreach (JsonProperty variable in environment.EnumerateObject()) _sandbox.Variables[variable.Name] = variable.Value.GetString() ?? "";
        try
        {
            if (wanted.Snapshot) HuggingFaceSource.SnapshotAsync(wanted.Address, Options(offline: false), (all, _) => all, default).GetAwaiter().GetResult();
            else ModelHub.Resolve(wanted.Address, Options(offline: false));
            return true;
        }
        catch (GraftException)
        {
            return false;
        }
    }

    /// <summary>The calls that have an address of ours; those with options that Graft has not are left out.</summary>
    private static (HuggingFaceAddress Address, bool Snapshot)? Parse(string call)
    {
        Match match = CallPattern().Match(call);
        if (!match.Success) return null;
        string repository = (match.Groups["type"].Success ? "datasets/" : "") + match.Groups["repository"].Value;
        return (new(repository, match.Groups["revision"].Success ? match.Groups["revision"].Value : null, match.Groups["file"].Success ? match.Groups["file"].Value : null), match.Groups["verb"].Value == "snapshot_download");
    }

    private static IEnumerable<string> Requests(JsonElement step) => (step.TryGetProperty("requests", out JsonElement requests) ? requests.EnumerateArray() : [])
        .Select(r => $"{r.GetProperty("to").GetString()!.Trim('{', '}')} {r.GetProperty("method").GetString()} {r.GetProperty("path").GetString()}");

    /// <summary>Every file, link and ref that Python left is there with the same content; modes and times are not compared.</summary>
    private void CompareFiles(JsonElement step, string call)
    {
        foreach (JsonElement file in step.GetProperty("files").EnumerateArray())
        {
            string path = file.GetProperty("path").GetString()!;
            if (!path.StartsWith("{CACHE}", StringComparison.Ordinal) || path.EndsWith(".lock", StringComparison.Ordinal)) continue;
            string here = path.Replace("{CACHE}", Cache, StringComparison.Ordinal);
            File.Exists(here).ShouldBeTrue($"{path} after {call}");
            if (file.TryGetProperty("target", out JsonElement target)) new FileInfo(here).LinkTarget.ShouldBe(target.GetString(), path);
            if (file.TryGetProperty("text", out JsonElement text)) File.ReadAllText(here).ShouldBe(text.GetString(), path);
            if (file.TryGetProperty("sha256", out JsonElement sha)) Hashing.Sha256(here, null).ShouldBe(sha.GetString(), path);
        }
    }

    [GeneratedRegex("^(?<verb>hf_hub_download|snapshot_download)\\('(?<repository>[^']+)'(, '(?<file>[^']+)')?(, revision='(?<revision>[^']+)')?(, repo_type='(?<type>dataset)')?\\)$", RegexOptions.ExplicitCapture)]
    private static partial Regex CallPattern();
}
