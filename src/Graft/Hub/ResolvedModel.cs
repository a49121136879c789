namespace Graft.Hub;

/// <summary>A model that lies on this machine, checked.</summary>
public sealed record ResolvedModel
{
    /// <summary>A file, or the folder of a model with several.</summary>
    public required string LocalPath { get; init; }

    /// <summary>The address down to version or commit: resolving it again gives the same bytes.</summary>
    public required ModelAddress Address { get; init; }

    /// <summary>Where the bytes came from: a feed, a hub, a folder.</summary>
    public required string Source { get; init; }

    /// <summary>What vouches for the bytes, in one sentence.</summary>
    public required string Verified { get; init; }

    /// <summary>The SPDX name or the words of the licence, where the source tells.</summary>
    public string? Licence { get; init; }

    /// <summary>The hash of the package or archive that the files lay in: <c>sha512-</c> or <c>sha256-</c> and base64; null for single files.</summary>
    public string? PackageHash { get; init; }

    /// <summary>Each file with its hash, ordered by path.</summary>
    public required IReadOnlyList<ResolvedFile> Files { get; init; }

    /// <summary>What the user should know: a renamed repository, an old copy taken because the hub was out of reach.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A file of a model.</summary>
/// <param name="Path">Its name within the model, with forward slashes.</param>
/// <param name="LocalPath">Where it lies.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
public sealed record ResolvedFile(string Path, string LocalPath, long Size, string Sha256);
