using System.Reflection;
using System.Text;
using System.Text.Json;
using Graft.Graphs;
using NuGet.Frameworks;
using NuGet.Packaging;
using NuGet.Packaging.Core;
using NuGet.Packaging.Licenses;
using NuGet.Versioning;

namespace Graft.Bundles.Packaging;

/// <summary>
/// A bundle as a NuGet package that a .NET project references like any library. It holds the bundle as it is, the model card, and C# source that is compiled into
/// the project; the bundle's files are copied to models/ID beside the application. It depends on the package Graft alone, so neither training nor tools are needed.
/// </summary>
public static class BundlePackage
{
    private const string UnknownLicence = "unknown";

    /// <summary>Packs a bundle.</summary>
    /// <param name="bundle">What graft train has left; every file is checked first.</param>
    /// <param name="options">Id, version and licence.</param>
    /// <param name="folder">Where ID.VERSION.nupkg is written, such as a folder that is a package source.</param>
    /// <returns>The path of the package. The same bundle and options give the same bytes.</returns>
    /// <exception cref="GraftException">No bundle, a damaged one, or an id, version or licence that NuGet does not take.</exception>
    public static string Write(string bundle, PackageOptions options, string folder)
    {
        options = options.Checked();
        BundleManifest.Verify(bundle);
        Graph model = OnnxFile.Read(Path.Combine(bundle, BundleFiles.Model));
        PackageBuilder package = Describe(bundle, options, model);
        foreach (string file in Directory.EnumerateFiles(bundle, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            Add(package, "bundle/" + Path.GetRelativePath(bundle, file).Replace('\\', '/'), () => File.OpenRead(file));
        AddText(package, $"source/{options.Id}.g.cs", AccessorSource.Write(options, ReadLabels(bundle), Title(bundle)));
        foreach (string place in new[] { "build", "buildTransitive" }) AddText(package, $"{place}/{options.Id}.targets", Targets(options.Id));
        AddText(package, "lib/net10.0/_._", ""); // says which framework it is for
        string path = Path.Combine(folder, $"{options.Id}.{NuGetVersion.Parse(options.Version).ToNormalizedString()}.nupkg");
        Directory.CreateDirectory(folder);
        AtomicFile.Write(path, package.Save);
        return path;
    }

    private static PackageBuilder Describe(string bundle, PackageOptions options, Graph model)
    {
        PackageBuilder package = new(deterministic: true)
        {
            Id = options.Id,
            Version = NuGetVersion.Parse(options.Version),
            Description = Title(bundle),
            LicenseMetadata = Licence(options.Licence ?? model.Metadata.GetValueOrDefault(ModelNotes.Licence)),
        };
        package.Authors.Add(options.Authors ?? options.Id.Split('.')[0]);
        package.Tags.AddRange(["graft", "onnx", "model"]);
        package.TargetFrameworks.Add(NuGetFramework.Parse("net10.0"));
        package.DependencyGroups.Add(new(NuGetFramework.Parse("net10.0"),
            [new PackageDependency("Graft", new VersionRange(NuGetVersion.Parse(GraftVersion())))]));
        if (File.Exists(Path.Combine(bundle, BundleFiles.Card)))
        {
            package.Readme = BundleFiles.Card;
            Add(package, BundleFiles.Card, () => File.OpenRead(Path.Combine(bundle, BundleFiles.Card)));
        }
        return package;
    }

    /// <summary>The first heading of the card.</summary>
    private static string Title(string bundle)
    {
        string card = Path.Combine(bundle, BundleFiles.Card);
        string? heading = File.Exists(card) ? File.ReadLines(card).FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal)) : null;
        return heading?[2..].Trim() is { Length: > 0 } title ? title : "A model made with Graft.";
    }

    private static LicenseMetadata? Licence(string? text)
    {
        if (text is null or UnknownLicence) return null;
        try
        {
            NuGetLicenseExpression expression = NuGetLicenseExpression.Parse(text);
            return new(LicenseType.Expression, text, expression, null, LicenseMetadata.EmptyVersion);
        }
        catch (NuGetLicenseExpressionParsingException e)
        {
            throw new GraftException($"'{text}' is no SPDX licence expression: {e.Message} Expected one such as MIT, Apache-2.0 or \"MIT AND CC-BY-4.0\" " +
                "(--licence).", e);
        }
    }

    private static string[] ReadLabels(string bundle)
    {
        string path = Path.Combine(bundle, BundleFiles.Labels);
        return File.Exists(path) ? JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(path)) ?? [] : [];
    }

    /// <summary>The version of this library, without what follows a plus.</summary>
    private static string GraftVersion() =>
        typeof(BundlePackage).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static string Targets(string id) => $"""
        <Project>
          <ItemGroup>
            <None Include="$(MSBuildThisFileDirectory)../bundle/**" Link="models/{id}/%(RecursiveDir)%(Filename)%(Extension)"
                  CopyToOutputDirectory="PreserveNewest" CopyToPublishDirectory="PreserveNewest" Visible="false" Pack="false" />
            <Compile Condition="'$(Language)' == 'C#'" Include="$(MSBuildThisFileDirectory)../source/{id}.g.cs" Visible="false" Pack="false" />
          </ItemGroup>
        </Project>

        """;

    private static void AddText(PackageBuilder package, string path, string text) => Add(package, path, () => new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static void Add(PackageBuilder package, string path, Func<Stream> open) => package.Files.Add(new LazyFile(path, open));

    /// <summary>A file of the package that is read only when it is written.</summary>
    private sealed class LazyFile(string path, Func<Stream> open) : IPackageFile
    {
        public string Path => path;
        public string EffectivePath => path;
        public NuGetFramework? NuGetFramework => null;
        public System.Runtime.Versioning.FrameworkName? TargetFramework => null;
        public DateTimeOffset LastWriteTime => DateTimeOffset.UnixEpoch;
        public Stream GetStream() => open();
    }
}
