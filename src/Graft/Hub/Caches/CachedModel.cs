namespace Graft.Hub.Caches;

/// <summary>A model, data set or package that lies in a cache of this machine.</summary>
public sealed record CachedModel
{
    /// <summary>Its address down to version, commit or hash.</summary>
    public required ModelAddress Address { get; init; }

    /// <summary>Branches and tags that meant this commit when they were last asked for; empty for packages and single files.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>The folder or file.</summary>
    public required string Path { get; init; }

    /// <summary>How many files it is made of.</summary>
    public required int Files { get; init; }

    /// <summary>Bytes on disk; a file that several commits share counts for each of them.</summary>
    public required long Size { get; init; }

    /// <summary>When one of its files was last read or written, as far as the file system keeps this (many do so once a day).</summary>
    public required DateTimeOffset LastUsed { get; init; }
}

/// <summary>What a check of a cached model found.</summary>
/// <param name="Model">The model.</param>
/// <param name="Faults">Each file that is missing or has other bytes than were published; empty if all is well.</param>
public sealed record CheckedModel(CachedModel Model, IReadOnlyList<string> Faults);
