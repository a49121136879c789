using System.Formats.Tar;
using System.Security.Cryptography;
using Graft.Hub;
using Graft.Hub.Caches;

namespace Graft.Tests.Hub;

/// <summary>What lies in the caches, whether it is whole, and taking it out.</summary>
public sealed class ModelCachesTests : IDisposable
{
    private const string Fixture = "fixtures/hub/caches", Feeds = "fixtures/hub/feeds";
    private const string Main = "3b3b0096c8c2d8ec8018a7fca594306cda1bd105", First = "d92ebe87a93fa7529a50bdde647bf1b02d66368c";

    private readonly Sandbox _sandbox = new();

    private string Cache => _sandbox.Path("user/.cache/huggingface/hub");

    private HubOptions Options => _sandbox.Options with { Delay = (_, _) => Task.CompletedTask };

    [SharedFact(Fixture)]
    public void List_CacheOfPython_HasEachCommitWithItsNames()
    {
        Unpack("whole");
        IReadOnlyList<CachedModel> models = ModelCaches.List(Options);
        models.Select(m => m.Address.ToString()).ShouldBe([$"hf:acme/tiny-bert@{Main}", $"hf:acme/tiny-bert@{First}"]);
        models.Select(m => m.Names.Single()).ShouldBe(["main", "v1.0"]);
        models[0].Files.ShouldBe(6);
        models[0].Size.ShouldBe(Directory.EnumerateFiles(models[0].Path, "*", SearchOption.AllDirectories).Sum(f => (long)File.ReadAllBytes(f).Length));
    }

    [Fact]
    public void List_NothingThere_IsEmpty() => ModelCaches.List(Options).ShouldBeEmpty();

    [SharedTheory(Fixture)]
    [InlineData("whole", 0)]
    [InlineData("shared-blobs", 0)]
    [InlineData("no-symlinks", 0)]
    [InlineData("wrong-content", 2)]
    public void Verify_CacheOfPython_NamesEachFileWithOtherBytes(string cache, int wrong)
    {
        Unpack(cache);
        IReadOnlyList<CheckedModel> all = ModelCaches.Verify(null, Options);
        all.ShouldNotBeEmpty();
        all.Sum(c => c.Faults.Count).ShouldBe(wrong, string.Join("\n", all.SelectMany(c => c.Faults)));
    }

    [SharedFact(Fixture)]
    public void Verify_OneByteChangedAndOneFileGone_NamesBoth()
    {
        Unpack("whole");
        string blobs = Path.Combine(Cache, "models--acme--tiny-bert/blobs");
        string weights = Path.Combine(blobs, "a2e89a1e553a61f703ac0a3c19f79c2a3e54d2434a7c3534ce087f9385a7279a");
        DateTime before = File.GetLastWriteTimeUtc(weights);
        using (FileStream file = File.OpenWrite(weights)) file.WriteByte(1);
        File.SetLastWriteTimeUtc(weights, before); // what a remembered hash would not notice
        File.Delete(Path.Combine(blobs, "32fbd21fa1fb822cc25aaa11dd8c8504bc5db0fc"));
        string[] faults = [.. ModelCaches.Verify(ModelAddress.Parse($"acme/tiny-bert@{Main}"), Options).Single().Faults];
        faults.Length.ShouldBe(2);
        faults.ShouldContain(f => f.Contains("vocab.txt") && f.Contains("gone"));
        faults.ShouldContain(f => f.Contains("the hash is"));
    }

    [SharedFact(Fixture)]
    public void Remove_OneOfTwoCommits_LeavesWhatTheOtherNeeds()
    {
        Unpack("whole");
        ModelCaches.Remove(ModelAddress.Parse("acme/tiny-bert@v1.0"), Options).Single().Address.ShouldBe(new HuggingFaceAddress("acme/tiny-bert", First));
        ModelCaches.Verify(null, Options).Single().Faults.ShouldBeEmpty();
        string repository = Path.Combine(Cache, "models--acme--tiny-bert");
        Directory.EnumerateFiles(Path.Combine(repository, "blobs")).Count().ShouldBe(6);
        File.Exists(Path.Combine(repository, "refs/v1.0")).ShouldBeFalse();
        ModelHub.Resolve("acme/tiny-bert@main", Options with { Offline = true }).Files.Count.ShouldBe(4);
    }

    [SharedFact(Fixture)]
    public void Remove_LastCommit_LeavesNothing()
    {
        Unpack("shared-blobs");
        ModelCaches.Remove(ModelAddress.Parse("acme/tiny-bert"), Options).Count.ShouldBe(1);
        Directory.EnumerateFiles(Cache, "*", SearchOption.AllDirectories).Select(Path.GetFileName).ShouldBe([".huggingface-shared-blobs", "CACHEDIR.TAG"], ignoreOrder: true);
    }

    [SharedFact(Fixture)]
    public void Remove_SharedBlobThatAnotherRepositoryNeeds_Stays()
    {
        Unpack("shared-blobs");
        string shared = Directory.EnumerateFiles(Path.Combine(Cache, "blobs"), "*.refs", SearchOption.AllDirectories).Single();
        File.AppendAllText(shared, "models--acme--other/blobs/x\n");
        ModelCaches.Remove(ModelAddress.Parse("acme/tiny-bert"), Options);
        File.ReadAllText(shared).Trim().ShouldBe("models--acme--other/blobs/x");
        File.Exists(shared[..^".refs".Length]).ShouldBeTrue();
    }

    [SharedTheory(Feeds)]
    [InlineData("pypi:graft-model@1.0", "graft_model-1.0-py3-none-any.whl", "pypi:Graft_Model")]
    [InlineData("npm:@acme/graft-model@1.0.0", "acme-graft-model-1.0.0.tgz", "npm:@acme/graft-model@1.0.0")]
    public void Packages_PulledChangedRemoved_AreListedNamedAndGone(string address, string file, string wanted)
    {
        using WebServer feed = new();
        byte[] package = File.ReadAllBytes(Shared.Path($"{Feeds}/packages/{file}"));
        string npm = "{\"versions\":{\"1.0.0\":{\"dist\":{\"tarball\":\"" + feed.Address + "/x.tgz\",\"integrity\":\"sha512-" + Convert.ToBase64String(SHA512.HashData(package)) + "\"}}}}";
        string pip = $"<a href=\"/x.whl#sha256={Convert.ToHexStringLower(SHA256.HashData(package))}\">{file}</a>";
        feed.Answer = r => r.Path.StartsWith("/x.", StringComparison.Ordinal) ? new(200) { Body = package } : WebAnswer.Text(file.EndsWith(".tgz", StringComparison.Ordinal) ? npm : pip);
        _sandbox.Variables["PIP_INDEX_URL"] = _sandbox.Variables["npm_config_registry"] = feed.Address;
        ResolvedModel model = ModelHub.Resolve(address, Options);
        ModelCaches.List(Options).Single().Address.ShouldBe(ModelAddress.Parse(address));
        File.WriteAllText(model.Files[0].LocalPath, "changed");
        File.Delete(model.Files[1].LocalPath);
        ModelCaches.Verify(ModelAddress.Parse(wanted), Options).Single().Faults.Count.ShouldBe(2);
        ModelCaches.Remove(ModelAddress.Parse(wanted), Options);
        Directory.EnumerateFileSystemEntries(Path.Combine(_sandbox.Options.HomeFolder, address.Split(':')[0])).ShouldBeEmpty();
    }

    [Fact]
    public void Files_PulledChangedRemoved_AreListedNamedAndGone()
    {
        byte[] content = [1, 2, 3];
        string sha = Convert.ToHexStringLower(SHA256.HashData(content));
        using WebServer web = new() { Answer = _ => new(200) { Body = content } };
        _sandbox.Variables["GRAFT_TORCHVISION_URL"] = web.Address;
        string[] addresses = [$"{web.Address}/a/model.onnx#sha256={sha}", $"torchvision:tiny-{sha[..8]}.pth"];
        foreach (string address in addresses) ModelHub.Resolve(address, Options);
        ModelCaches.List(Options).Select(m => m.Address.ToString()).ShouldBe(addresses);
        foreach (CachedModel model in ModelCaches.List(Options)) File.WriteAllText(model.Path, "changed");
        ModelCaches.Verify(null, Options).Select(c => c.Faults.Count).ShouldBe([1, 1]);
        foreach (string address in addresses) ModelCaches.Remove(ModelAddress.Parse(address), Options);
        ModelCaches.List(Options).ShouldBeEmpty();
    }

    [Fact]
    public void Remove_Unknown_SaysWhatIsNot() =>
        Should.Throw<GraftException>(() => ModelCaches.Remove(ModelAddress.Parse("acme/nothing"), Options)).Message.ShouldContain("in none of the caches");

    [Fact]
    public void Remove_FileOfTheUser_IsRefused() =>
        Should.Throw<GraftException>(() => ModelCaches.Remove(ModelAddress.Parse("./model.onnx"), Options)).Message.ShouldContain("your own file");

    public void Dispose() => _sandbox.Dispose();

    private void Unpack(string cache)
    {
        Directory.CreateDirectory(Cache);
        TarFile.ExtractToDirectory(Shared.Path($"{Fixture}/{cache}.tar"), Cache, overwriteFiles: true);
    }
}
