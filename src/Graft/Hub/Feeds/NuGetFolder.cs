using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;

namespace Graft.Hub.Feeds;

/// <summary>
/// An extracted package on disk. The .nupkg beside it is checked against its SHA-512, and each wanted file against its entry in that .nupkg; both are remembered.
/// Where the .nupkg was thrown away nothing vouches for the files; then their first hash is remembered, and a change is refused.
/// </summary>
internal sealed class NuGetFolder(NuGetAddress address, string folder, HubOptions options)
{
    private const string HashFact = "sha512", LicenceFact = "licence", SourceFact = "source";

    private readonly FileLedger _ledger = FileLedger.Open(folder, options);
    private readonly string _nupkg = $"{address.Package.ToLowerInvariant()}.{Path.GetFileName(folder)}.nupkg";

    private NuGetAddress Pinned => address with { Version = Path.GetFileName(folder) };

    private string Nupkg => Path.Combine(folder, _nupkg);

    public ResolvedModel Open()
    {
        string? inside = address.Inside?.Split('!')[0];
        string[] wanted = inside is null ? Everything() : Below(inside);
        if (wanted.Any(name => _ledger.Unchanged(name) is null) || !_ledger.Facts.ContainsKey(SourceFact)) Check(wanted);
        ResolvedModel whole = Describe(wanted, inside is null ? folder : Path.Combine(folder, inside));
        return PackagedAssemblies.Open(whole, Pinned, options) ?? whole;
    }

    private ResolvedModel Describe(string[] wanted, string path)
    {
        bool vouched = _ledger.Facts.TryGetValue(HashFact, out string? hash);
        return new()
        {
            LocalPath = path,
            Address = Pinned,
            Source = _ledger.Facts[SourceFact],
            Verified = vouched ? $"The package has the SHA-512 that NuGet recorded ({hash})."
                : $"Nothing vouches for these files: {_nupkg} is gone from {folder}. Their hashes are those of the first use.",
            Licence = _ledger.Facts.GetValueOrDefault(LicenceFact),
            PackageHash = hash,
            Files = _ledger.Hash(wanted, options.Progress),
        };
    }

    /// <summary>What the package's author put in; not what NuGet adds.</summary>
    private string[] Everything() =>
        [.. FileLedger.NamesBelow(folder)
            .Where(name => name.Contains('/') || Path.GetExtension(name) is not (".nupkg" or ".sha512" or ".nuspec" or ".metadata" or ".p7s"))];

    private string[] Below(string inside)
    {
        string path = Path.Combine(folder, inside);
        if (File.Exists(path)) return [inside];
        if (Directory.Exists(path)) return [.. FileLedger.NamesBelow(path).Select(name => $"{inside.TrimEnd('/')}/{name}")];
        string[] known = Everything();
        string? nearest = known.FirstOrDefault(name => ("/" + name).EndsWith('/' + inside, StringComparison.OrdinalIgnoreCase)) ?? Nearest.To(inside, known);
        throw new GraftException($"{address}: the package has no '{inside}'.{(nearest is null ? "" : $" Did you mean '{nearest}'?")} " +
            $"It holds: {string.Join(", ", known.Take(30))}{(known.Length > 30 ? ", …" : "")}.");
    }

    /// <summary>Hashes everything; a sentence for each file that is not as it was published.</summary>
    public IEnumerable<string> Faults()
    {
        string[] faults = [.. Differences(Everything()), .. Gone()];
        _ledger.Save();
        return faults;
    }

    private IEnumerable<string> Gone()
    {
        if (!File.Exists(Nupkg)) return [];
        using ZipArchive zip = ZipFile.OpenRead(Nupkg);
        return [.. zip.Entries.Select(e => Uri.UnescapeDataString(e.FullName)).Where(name => name.StartsWith("tools/", StringComparison.Ordinal)
            || name.StartsWith("content", StringComparison.Ordinal) || name.StartsWith("lib/", StringComparison.Ordinal)).Where(name =>
                !File.Exists(Path.Combine(folder, name)))
            .Select(name => $"{Path.Combine(folder, name)} is missing")];
    }

    private void Check(string[] wanted)
    {
        string[] faults = [.. Differences(wanted)];
        if (faults.Length > 0) throw new GraftException($"{string.Join("; ", faults)}. Delete {folder} and fetch or restore the package again.");
        _ledger.Note(SourceFact, ReadSource());
        if (ReadLicence() is { } licence) _ledger.Note(LicenceFact, licence);
        _ledger.Save();
    }

    private IEnumerable<string> Differences(string[] wanted) =>
        File.Exists(Nupkg) && File.Exists(Nupkg + ".sha512") ? FromPackage(File.ReadAllText(Nupkg + ".sha512").Trim(), wanted)
            : _ledger.Changes(wanted, options.Progress);

    private IEnumerable<string> FromPackage(string recorded, string[] wanted)
    {
        string hash = Hashing.Sha512(Nupkg, options.Progress);
        if (hash != "sha512-" + recorded)
        {
            yield return $"{Nupkg} is damaged: its SHA-512 is {hash[7..]}, NuGet recorded {recorded}";
            yield break;
        }
        using ZipArchive zip = ZipFile.OpenRead(Nupkg);
        var entries = zip.Entries.ToLookup(e => Uri.UnescapeDataString(e.FullName), StringComparer.OrdinalIgnoreCase);
        foreach (string name in wanted.Where(name => _ledger.Unchanged(name) is null))
            if (FromEntry(name, entries[name].FirstOrDefault()) is { } fault) yield return fault;
        _ledger.Note(HashFact, hash);
    }

    private string? FromEntry(string name, ZipArchiveEntry? entry)
    {
        string path = Path.Combine(folder, name);
        if (entry is null) return $"{path} is not part of the package";
        using Stream content = entry.Open();
        string published = Hashing.Sha256(content, name, entry.Length, options.Progress), found = Hashing.Sha256(path, options.Progress);
        if (found != published) return $"{path} was changed: its SHA-256 is {found}, in the package it is {published}";
        _ledger.Remember(name, found);
        return null;
    }

    private string ReadSource()
    {
        using JsonDocument metadata = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, ".nupkg.metadata")));
        return metadata.RootElement.TryGetProperty("source", out JsonElement source) && source.GetString() is { } feed ? feed : folder;
    }

    private string? ReadLicence() => Nuspec(folder, "license") ?? Nuspec(folder, "licenseUrl");

    /// <summary>The package's id as its author spells it.</summary>
    public static string Id(string folder) => Nuspec(folder, "id") ?? Path.GetFileName(Path.GetDirectoryName(folder)!);

    private static string? Nuspec(string folder, string element)
    {
        string path = Path.Combine(folder, Path.GetFileName(Path.GetDirectoryName(folder)) + ".nuspec");
        if (!File.Exists(path)) return null;
        XElement? metadata = XDocument.Load(path).Root?.Elements().FirstOrDefault(e => e.Name.LocalName == "metadata");
        return metadata?.Elements().FirstOrDefault(e => e.Name.LocalName == element)?.Value;
    }
}
