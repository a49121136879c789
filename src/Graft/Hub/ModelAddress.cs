namespace Graft.Hub;

/// <summary>
/// Where a model comes from, in one line of text: a built-in name, a folder or file, <c>nuget:PACKAGE@VERSION[:path]</c>, <c>hf:org/name@revision[:file]</c> or bare
/// <c>org/name</c>, <c>timm:NAME</c>, <c>torchvision:FILE</c>, <c>pypi:NAME@VERSION[:path]</c>, <c>npm:NAME@VERSION[:path]</c>,
/// <c>kaggle:OWNER/MODEL/FRAMEWORK/VARIATION@VERSION[:path]</c>, <c>tfhub:PUBLISHER/NAME/VERSION[:path]</c>, <c>https://…#sha256=…</c>, <c>file:PATH</c>.
/// <see cref="object.ToString"/> gives a text that parses to an equal address.
/// </summary>
public abstract record ModelAddress
{
    private protected ModelAddress() { }

    /// <summary>Reads an address. An existing file or folder wins over a built-in name and over <c>org/name</c>.</summary>
    /// <exception cref="GraftException">The text is malformed (the message shows the form that was expected) or names nothing known (it suggests the nearest).</exception>
    public static ModelAddress Parse(string text) => AddressParser.Parse(text);

    /// <summary>Joins the parts that most kinds have; a missing one leaves no mark.</summary>
    private protected static string Join(string scheme, string name, string? version, string? inside) =>
        $"{scheme}:{name}{(version is null ? "" : "@" + version)}{(inside is null ? "" : ":" + inside)}";
}

/// <summary>A row of <see cref="KnownModels"/>.</summary>
/// <param name="Name">Its name there.</param>
public sealed record BuiltInAddress(string Name) : ModelAddress
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>A file or folder on this machine.</summary>
/// <param name="Path">As it was written; relative ones are below the current folder.</param>
public sealed record LocalAddress(string Path) : ModelAddress
{
    /// <inheritdoc/>
    public override string ToString() => $"file:{Path}";
}

/// <summary>A NuGet package, or something inside it.</summary>
/// <param name="Package">The package's id; case does not matter to NuGet.</param>
/// <param name="Version">One exact version; an address without is answered with those that exist.</param>
/// <param name="Inside">A file or folder in the package; <c>lib/x.dll!name</c> is a managed resource of an assembly in it; null is the whole package.</param>
public sealed record NuGetAddress(string Package, string? Version, string? Inside = null) : ModelAddress
{
    /// <inheritdoc/>
    public override string ToString() => Join("nuget", Package, Version, Inside);
}

/// <summary>A repository of a Hugging Face hub, or one file of it.</summary>
/// <param name="Repository"><c>org/name</c>; of data sets and spaces <c>datasets/org/name</c>, <c>spaces/org/name</c>.</param>
/// <param name="Revision">Branch, tag, <c>refs/pr/1</c> or commit; null is <c>main</c>.</param>
/// <param name="File">A path in the repository; null is every file that a model needs.</param>
public sealed record HuggingFaceAddress(string Repository, string? Revision = null, string? File = null) : ModelAddress
{
    /// <inheritdoc/>
    public override string ToString() => Join("hf", Repository, Revision, File);
}

/// <summary>A file of torchvision's published weights.</summary>
/// <param name="File">As published; it ends with the first eight hexadecimal digits of its SHA-256, as <c>resnet18-f37072fd.pth</c>.</param>
public sealed record TorchvisionAddress(string File) : ModelAddress
{
    /// <inheritdoc/>
    public override string ToString() => $"torchvision:{File}";
}

/// <summary>A Python package, read as the zip file that a wheel is.</summary>
/// <param name="Package">The project's name.</param>
/// <param name="Version">One exact version; an address without is answered with those that exist.</param>
/// <param name="Inside">A file or folder in the wheel; null is all of it.</param>
public sealed record PyPiAddress(string Package, string? Version, string? Inside = null) : ModelAddress
{
    /// <inheritdoc/>
    public override string ToString() => Join("pypi", Package, Version, Inside);
}

/// <summary>An npm package, of which only the files are read.</summary>
/// <param name="Package">The name, scope included: <c>@acme/model</c>.</param>
/// <param name="Version">One exact version; an address without is answered with those that exist.</param>
/// <param name="Inside">A file or folder in the package; null is all of it.</param>
public sealed record NpmAddress(string Package, string? Version, string? Inside = null) : ModelAddress
{
    /// <inheritdoc/>
    public override string ToString() => Join("npm", Package, Version, Inside);
}

/// <summary>A model of Kaggle, which took over TensorFlow Hub's.</summary>
/// <param name="Model"><c>owner/model/framework/variation</c>.</param>
/// <param name="Version">One exact version.</param>
/// <param name="Inside">A file or folder in the archive; null is all of it.</param>
public sealed record KaggleAddress(string Model, string Version, string? Inside = null) : ModelAddress
{
    /// <inheritdoc/>
    public override string ToString() => Join("kaggle", Model, Version, Inside);
}

/// <summary>A model by the handle that TensorFlow Hub gave it.</summary>
/// <param name="Handle"><c>publisher/name</c>, without the version.</param>
/// <param name="Version">One exact version.</param>
/// <param name="Inside">A file or folder in the archive; null is all of it.</param>
public sealed record TfHubAddress(string Handle, string Version, string? Inside = null) : ModelAddress
{
    /// <inheritdoc/>
    public override string ToString() => Join("tfhub", $"{Handle}/{Version}", null, Inside);
}

/// <summary>A file on the web, with the hash that it must have.</summary>
/// <param name="Url">Without fragment; https, or http of this machine.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
public sealed record UrlAddress(Uri Url, string Sha256) : ModelAddress
{
    /// <inheritdoc/>
    public override string ToString() => $"{Url.AbsoluteUri}#sha256={Sha256}";
}
