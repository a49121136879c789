namespace Graft.Hub.DataSets;

/// <summary>How a data set is fetched.</summary>
public sealed record DataPullOptions
{
    /// <summary>The SHA-256 of the archive, where its address has none.</summary><value>null</value>
    public string? Sha256 { get; init; }

    /// <summary>Accept an archive that nobody vouches for; its hash is remembered, and every later use is compared with it.</summary><value>false</value>
    public bool FirstUse { get; init; }

    /// <summary>Where the data set is laid out; must not exist yet.</summary><value>a folder in Graft's cache</value>
    public string? Folder { get; init; }
}

/// <summary>A data set that lies on this machine.</summary>
/// <param name="Folder">What to give to training: class folders, parts, or files of texts.</param>
/// <param name="Address">Down to commit or hash.</param>
/// <param name="Licence">Where the source tells.</param>
/// <param name="Files">How many files the folder holds.</param>
/// <param name="Notes">What the user should know.</param>
public sealed record PulledData(string Folder, ModelAddress Address, string? Licence, int Files, IReadOnlyList<string> Notes);

/// <summary>Data sets by name or address: fetched and checked as models are, archives safely unpacked, Parquet laid out as the training reads it.</summary>
public static class DataPull
{
    /// <summary>Fetches a data set, or finds it where it was laid out before.</summary>
    /// <param name="source">A built-in name, any address that models have (<c>hf:datasets/org/name</c>, <c>https://…#sha256=…</c>, a file), or a URL together with a hash or the wish to accept it.</param>
    /// <param name="pull">Hash and place.</param>
    /// <param name="options">Caches, offline switch, progress.</param>
    /// <param name="cancel">Stops; what has arrived is kept.</param>
    /// <exception cref="GraftException">Unknown, out of reach, not the expected bytes, an unsafe archive, or a folder that is taken.</exception>
    public static async Task<PulledData> RunAsync(string source, DataPullOptions? pull = null, HubOptions? options = null, CancellationToken cancel = default)
    {
        (pull, options) = (pull ?? new(), options ?? new());
        if (pull.Folder is { } wanted && (File.Exists(wanted) || Directory.Exists(wanted) && Directory.EnumerateFileSystemEntries(wanted).Any()))
            throw new GraftException($"'{wanted}' exists already. Choose another folder with -o, or delete it.");
        KnownDataSet? known = KnownDataSets.Find(source);
        (ModelAddress address, string? note) = await AddressAsync(known?.Source ?? source, pull, options, cancel).ConfigureAwait(false);
        ResolvedModel model = await ModelHub.ResolveAsync(address, options, cancel).ConfigureAwait(false);
        string folder = pull.Folder ?? Path.Combine(options.HomeFolder, "data", Key(model));
        if (!Directory.Exists(folder) || pull.Folder is not null) LayOut(model, folder, options);
        string top = OnlyFolder(folder);
        return new(top, model.Address, model.Licence ?? known?.Licence,
            FileLedger.NamesBelow(top).Count(), [.. model.Notes, .. note is null ? Array.Empty<string>() : [note]]);
    }

    private static async Task<(ModelAddress Address, string? Note)> AddressAsync(string source, DataPullOptions pull, HubOptions options,
        CancellationToken cancel)
    {
        bool bare = source.StartsWith("https://", StringComparison.Ordinal) || source.StartsWith("http://", StringComparison.Ordinal);
        if (!bare || source.Contains("#sha256=", StringComparison.Ordinal)) return (ModelAddress.Parse(source), null);
        if (pull.Sha256 is { } hash) return (ModelAddress.Parse($"{source}#sha256={hash}"), null);
        UrlAddress? first = await FirstUse.FindAsync(new Uri(source), pull.FirstUse, options, cancel).ConfigureAwait(false);
        return first is not null
            ? (first, $"Nobody vouches for {source}: its SHA-256 at the first use was {first.Sha256}, and every later use is compared with it.")
            : throw new GraftException($"{source} has no published hash. Give the one of a copy that you trust (--sha256), or accept what comes and have it " +
                "remembered (--first-use).");
    }

    /// <summary>What makes another layout: the bytes.</summary>
    private static string Key(ResolvedModel model) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(
        System.Text.Encoding.UTF8.GetBytes(string.Join('\n', model.Files.Select(f => $"{f.Path} {f.Sha256}")))))[..32];

    private static void LayOut(ResolvedModel model, string folder, HubOptions options) => AtomicFile.Folder(Path.GetFullPath(folder), into =>
    {
        ResolvedFile[] tables = [.. model.Files.Where(f => Path.GetExtension(f.Path) == ".parquet")];
        if (tables.Length > 0) ParquetLayout.Write(tables, into, options.Progress);
        else foreach (ResolvedFile file in model.Files) Put(file, into);
    });

    private static void Put(ResolvedFile file, string into)
    {
        if (file.Path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)) SafeZip.Extract(file.LocalPath, into, file.Path,
            name => !name.StartsWith("__MACOSX/", StringComparison.Ordinal));
        else if (file.Path.EndsWith(".tar", StringComparison.OrdinalIgnoreCase) || file.Path.EndsWith(".tar.gz", StringComparison.OrdinalIgnoreCase)
            || file.Path.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase))
            SafeTar.Extract(file.LocalPath, into, file.Path, stripTop: false);
        else
        {
            string target = SafePath.Below(into, file.Path, "name in the data set");
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(FileLedger.Real(file.LocalPath).FullName, target);
        }
    }

    /// <summary>Archives often hold one folder with all in it, which is the data set then.</summary>
    private static string OnlyFolder(string folder) => Directory.GetFileSystemEntries(folder) is [var one] && Directory.Exists(one) ? one : folder;
}
