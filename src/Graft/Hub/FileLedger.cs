using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Graft.Hub;

/// <summary>
/// Remembers the hashes of the files below a folder for as long as their size and time stay, so that a model of 100 MB is not read twice at every start.
/// It guards against damage, not against someone who can write to this machine's caches.
/// </summary>
internal sealed class FileLedger
{
    private readonly string _root;
    private readonly string _path;
    private readonly bool _hashAgain;
    private bool _changed;

    private FileLedger(string root, string path, bool hashAgain) => (_root, _path, _hashAgain) = (root, path, hashAgain);

    /// <summary>Facts about the folder as a whole, such as a package's hash.</summary>
    public Dictionary<string, string> Facts { get; private init; } = [];

    private Dictionary<string, LedgerEntry> Entries { get; init; } = [];

    public static FileLedger Open(string root, HubOptions options)
    {
        string full = Path.GetFullPath(root);
        string name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(full)))[..32];
        string path = Path.Combine(Folder(options), name + ".json");
        return Read(path) is { } page && page.Root == full
            ? new(full, path, options.HashAgain) { Facts = page.Facts, Entries = page.Files }
            : new(full, path, options.HashAgain);
    }

    /// <summary>Every folder that is remembered and still there.</summary>
    public static IEnumerable<string> Roots(HubOptions options) => !Directory.Exists(Folder(options)) ? []
        : Directory.EnumerateFiles(Folder(options), "*.json").Select(path => Read(path)?.Root).OfType<string>().Where(Directory.Exists);

    private static string Folder(HubOptions options) => Path.Combine(options.HomeFolder, "verified");

    /// <summary>The remembered SHA-256 of a file that has not changed since.</summary>
    public string? Unchanged(string name) =>
        !_hashAgain && Entries.TryGetValue(name, out LedgerEntry? entry) && Stat(name) is { } now && now.Size == entry.Size && now.Modified == entry.Modified
            ? entry.Sha256 : null;

    /// <summary>The remembered SHA-256 of a file, whatever has become of it.</summary>
    public string? Last(string name) => Entries.GetValueOrDefault(name)?.Sha256;

    public void Remember(string name, string sha256)
    {
        LedgerEntry now = Stat(name) ?? throw new GraftException($"{Path.Combine(_root, name)} vanished while it was read.");
        Entries[name] = now with { Sha256 = sha256 };
        _changed = true;
    }

    public void Note(string fact, string value)
    {
        Facts[fact] = value;
        _changed = true;
    }

    /// <summary>Hashes of these files, computed where they are not remembered.</summary>
    public IReadOnlyList<ResolvedFile> Hash(IEnumerable<string> names, IProgress<TransferProgress>? progress)
    {
        List<ResolvedFile> files = [];
        foreach (string name in names.Order(StringComparer.Ordinal))
        {
            string path = Path.Combine(_root, name);
            string? sha256 = Unchanged(name);
            if (sha256 is null) Remember(name, sha256 = Hashing.Sha256(path, progress));
            files.Add(new(name, path, Length(path), sha256));
        }
        Save();
        return files;
    }

    /// <summary>Hashes these files; a sentence for each that has other bytes than when it was first hashed.</summary>
    public IEnumerable<string> Changes(IEnumerable<string> names, IProgress<TransferProgress>? progress)
    {
        foreach (string name in names.Where(name => Unchanged(name) is null))
        {
            string path = Path.Combine(_root, name), found = Hashing.Sha256(path, progress);
            if (Last(name) is { } first && first != found) yield return $"{path} was changed: its SHA-256 is {found}, at its first use it was {first}";
            else Remember(name, found);
        }
    }

    /// <summary>Writes what is new. A ledger that can't be written costs time at the next start and nothing else.</summary>
    public void Save()
    {
        if (!_changed) return;
        try
        {
            AtomicFile.Write(_path, JsonSerializer.SerializeToUtf8Bytes(new LedgerPage(_root, Facts, Entries), LedgerJson.Default.LedgerPage));
            _changed = false;
        }
        catch (Exception e) when (e is GraftException or IOException or UnauthorizedAccessException) { }
    }

    /// <summary>
    /// Every file below a folder, with forward slashes; linked files are files (a hub's cache is made of them), linked folders are not entered.
    /// </summary>
    public static IEnumerable<string> NamesBelow(string root) =>
        new FileSystemEnumerable<string>(root, (ref FileSystemEntry entry) => entry.ToFullPath(),
            new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.None })
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
            ShouldRecursePredicate = (ref FileSystemEntry entry) => !entry.Attributes.HasFlag(FileAttributes.ReparsePoint),
        }
        .Select(path => Path.GetRelativePath(root, path).Replace('\\', '/'));

    /// <summary>The size of a file, links followed.</summary>
    public static long Length(string path) => Real(path).Length;

    /// <summary>A file that has this hash and has not changed since it was computed.</summary>
    public string? Holding(string sha256) =>
        Entries.Where(e => e.Value.Sha256 == sha256 && Unchanged(e.Key) is not null).Select(e => Path.Combine(_root, e.Key)).FirstOrDefault();

    private LedgerEntry? Stat(string name)
    {
        string path = Path.Combine(_root, name);
        return Exists(path) && Real(path) is var file ? new(file.Length, file.LastWriteTimeUtc.Ticks, "") : null;
    }

    /// <summary>Whether there is a file; a link that leads nowhere is none (to File.Exists it is).</summary>
    public static bool Exists(string path) => File.Exists(path) && Real(path).Exists;

    /// <summary>What a link leads to in the end, or the file itself.</summary>
    public static FileInfo Real(string path) => (FileInfo?)new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true) ?? new FileInfo(path);

    private static LedgerPage? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), LedgerJson.Default.LedgerPage) : null;
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null; // it is only a memory: everything is hashed anew
        }
    }
}

internal sealed record LedgerPage(string Root, Dictionary<string, string> Facts, Dictionary<string, LedgerEntry> Files);

internal sealed record LedgerEntry(long Size, long Modified, string Sha256);

[JsonSerializable(typeof(LedgerPage))]
internal sealed partial class LedgerJson : JsonSerializerContext;
