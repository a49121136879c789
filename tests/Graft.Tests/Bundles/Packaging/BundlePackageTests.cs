using System.IO.Compression;
using System.Text.Json;
using Graft.Bundles;
using Graft.Bundles.Packaging;
using Graft.Graphs;
using Graft.Hub;

namespace Graft.Tests.Bundles.Packaging;

public sealed class BundlePackageTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("graft-pack-").FullName;

    private string Bundle => Path.Combine(_root, "bundle");

    public BundlePackageTests() => WriteBundle("MIT");

    [Fact]
    public void Write_Bundle_HoldsItWithCardSourceAndTargets()
    {
        string path = BundlePackage.Write(Bundle, new() { Id = "Acme.Pets" }, Path.Combine(_root, "feed"));
        Path.GetFileName(path).ShouldBe("Acme.Pets.1.0.0.nupkg");
        using ZipArchive zip = ZipFile.OpenRead(path);
        string[] names = [.. zip.Entries.Select(e => e.FullName)];
        foreach (string name in new[] { "README.md", "bundle/model.onnx", "bundle/manifest.json", "bundle/labels.json", "source/Acme.Pets.g.cs", "build/Acme.Pets.targets", "buildTransitive/Acme.Pets.targets", "lib/net10.0/_._" })
            names.ShouldContain(name);
        string nuspec = Text(zip, "Acme.Pets.nuspec");
        nuspec.ShouldContain("<license type=\"expression\">MIT</license>");
        nuspec.ShouldContain("<dependency id=\"Graft\"");
        nuspec.ShouldContain("Classifier of cats &amp; dogs");
    }

    [Fact]
    public void Write_Twice_GivesTheSameBytes()
    {
        string[] paths = [.. new[] { "a", "b" }.Select(folder => BundlePackage.Write(Bundle, new() { Id = "Acme.Pets" }, Path.Combine(_root, folder)))];
        File.ReadAllBytes(paths[0]).ShouldBe(File.ReadAllBytes(paths[1]));
    }

    [Fact]
    public void Write_ThenResolve_GivesTheBundleBack()
    {
        BundlePackage.Write(Bundle, new() { Id = "Acme.Pets", Version = "2.1.0" }, Path.Combine(_root, "feed"));
        File.WriteAllText(Path.Combine(_root, "NuGet.Config"), "<configuration><packageSources><clear /><add key=\"feed\" value=\"feed\" /></packageSources><packageSourceMapping><clear /></packageSourceMapping></configuration>");
        HubOptions options = new() { Home = Path.Combine(_root, "home"), ConfigFolder = _root, Variable = name => name == "NUGET_PACKAGES" ? Path.Combine(_root, "packages") : null };
        ResolvedModel model = ModelHub.Resolve("nuget:Acme.Pets@2.1.0:bundle", options);
        File.ReadAllBytes(Path.Combine(model.LocalPath, "model.onnx")).ShouldBe(File.ReadAllBytes(Path.Combine(Bundle, "model.onnx")));
        BundleManifest.Verify(model.LocalPath);
    }

    [Theory]
    [InlineData("Acme Pets", "1.0.0", "MIT", "the id 'Acme Pets'")]
    [InlineData("Acme.Pets", "one", "MIT", "the version 'one'")]
    [InlineData("Acme.Pets", "1.0.0", "my own", "no SPDX licence expression")]
    public void Write_WhatNuGetDoesNotTake_SaysWhy(string id, string version, string licence, string expected) =>
        Should.Throw<GraftException>(() => BundlePackage.Write(Bundle, new() { Id = id, Version = version, Licence = licence }, _root)).Message.ShouldContain(expected);

    [Fact]
    public void Write_DamagedBundle_IsRefused()
    {
        File.AppendAllText(Path.Combine(Bundle, "labels.json"), " ");
        Should.Throw<GraftException>(() => BundlePackage.Write(Bundle, new() { Id = "Acme.Pets" }, _root)).Message.ShouldContain("labels.json has changed");
    }

    [Fact]
    public void Write_UnknownLicence_LeavesItOut()
    {
        WriteBundle("unknown");
        using ZipArchive zip = ZipFile.OpenRead(BundlePackage.Write(Bundle, new() { Id = "Acme.Pets" }, _root));
        Text(zip, "Acme.Pets.nuspec").ShouldNotContain("<license ");
    }

    [Fact]
    public void Identifiers_AnyLabels_AreDistinctAndCompile() =>
        AccessorSource.Identifiers(["cat", "black cat", "black-cat", "3d", "!", "Größe"]).ShouldBe(["Cat", "BlackCat", "BlackCat_2", "_3d", "_", "Größe"]);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void WriteBundle(string licence) => BundleFolder.Write(Bundle, folder =>
    {
        GraphBuilder builder = new("pets");
        Graph model = builder.ToGraph(("y", builder.Input("x", ElementType.Float32, "batch", 3).Relu()));
        OnnxFile.Write(model with { Metadata = model.Metadata.SetItem(ModelNotes.Licence, licence) }, Path.Combine(folder, "model.onnx"));
        File.WriteAllText(Path.Combine(folder, "labels.json"), JsonSerializer.Serialize(new[] { "cat", "dog" }));
        File.WriteAllText(Path.Combine(folder, "README.md"), "# Classifier of cats & dogs\n");
    });

    private static string Text(ZipArchive zip, string name)
    {
        using StreamReader reader = new(zip.GetEntry(name)!.Open());
        return reader.ReadToEnd();
    }
}
