using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Graft.Hub.Transfer;

namespace Graft.Hub.Feeds;

/// <summary>What a feed says of the archive that is a package.</summary>
/// <param name="Url">Where it is.</param>
/// <param name="Hash"><c>sha256-</c>, <c>sha512-</c> or <c>sha1-</c> and base64; null where the feed has none.</param>
/// <param name="Size">In bytes, if it is told.</param>
/// <param name="Licence">If the feed tells.</param>
/// <param name="Notes">What the user should know.</param>
internal sealed record PublishedArchive(Uri Url, string? Hash, long? Size, string? Licence, IReadOnlyList<string> Notes);

/// <summary>What is kept beside an unpacked package.</summary>
internal sealed record PackageRecord(string Source, string Hash, bool Vouched, string? Licence, IReadOnlyList<string> Notes,
    SortedDictionary<string, string> Files);

/// <summary>Packages of feeds other than NuGet, unpacked below Graft's home as kind/name/version, with the hash of each file in version.json beside.</summary>
internal sealed class PackageStore(ModelAddress address, string kind, string name, string version, string? inside, HubOptions options)
{
    private string Folder => SafePath.Below(Path.Combine(options.HomeFolder, kind), $"{name}/{version}".ToLowerInvariant(), $"name in {address}");

    private string RecordPath => Folder + ".json";

    /// <summary>Opens the package, fetching it first if it is not here.</summary>
    public async Task<ResolvedModel> OpenAsync(Func<Task<PublishedArchive>> ask, Transport transport, Func<Uri, AuthenticationHeaderValue?> credentials,
        Action<string, string> unpack, CancellationToken cancel)
    {
        if (!File.Exists(RecordPath) && options.Offline)
            throw new GraftException($"Offline, and {address} is not on this machine. Looked in: {Folder}. Fetch it while online: graft pull {address}.");
        if (!File.Exists(RecordPath)) await InstallAsync(ask, transport, credentials, unpack, cancel).ConfigureAwait(false);
        return Describe(Read(RecordPath));
    }

    /// <summary>What was noted when a package was unpacked.</summary>
    public static PackageRecord Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), PackageJson.Default.PackageRecord) ?? throw new JsonException("it is null");
        }
        catch (JsonException e)
        {
            throw new GraftException($"{path} is damaged: {e.Message} Delete it, and fetch the package again.", e);
        }
    }

    private async Task InstallAsync(Func<Task<PublishedArchive>> ask, Transport transport, Func<Uri, AuthenticationHeaderValue?> credentials,
        Action<string, string> unpack, CancellationToken cancel)
    {
        using IDisposable turn = await FileLock.TakeAsync(Folder + ".lock", cancel).ConfigureAwait(false);
        if (File.Exists(RecordPath)) return; // another process was first
        PublishedArchive archive = await ask().ConfigureAwait(false);
        string partial = Folder + ".partial";
        await new Download(transport, address.ToString(), partial, archive.Size) { Credentials = credentials }.RunAsync(archive.Url, cancel)
            .ConfigureAwait(false);
        string hash = CheckHash(partial, archive);
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true); // unpacked once, and never recorded
        AtomicFile.Folder(Folder, into => unpack(partial, into));
        var files = FileLedger.Open(Folder, options).Hash(FileLedger.NamesBelow(Folder), options.Progress);
        PackageRecord record = new(Transport.Bare(archive.Url), hash, archive.Hash is not null, archive.Licence, archive.Notes,
            new(files.ToDictionary(f => f.Path, f => f.Sha256), StringComparer.Ordinal));
        AtomicFile.Write(RecordPath, JsonSerializer.SerializeToUtf8Bytes(record, PackageJson.Default.PackageRecord));
        File.Delete(partial);
    }

    private string CheckHash(string path, PublishedArchive archive)
    {
        string found = Hash(path, archive.Hash?.Split('-')[0] ?? "sha256");
        if (archive.Hash is null || archive.Hash == found) return found;
        File.Delete(path);
        throw new GraftException($"{address}: {Transport.Bare(archive.Url)} has the hash {found}, the feed names {archive.Hash}. " +
            "It was discarded; tell whoever runs the feed.");
    }

    private static string Hash(string path, string algorithm)
    {
        using FileStream file = File.OpenRead(path);
        byte[] hash = algorithm switch
        {
            "sha256" => SHA256.HashData(file),
            "sha384" => SHA384.HashData(file),
            "sha512" => SHA512.HashData(file),
#pragma warning disable CA5350 // old npm packages have no other hash
            "sha1" => SHA1.HashData(file),
#pragma warning restore CA5350
            _ => throw new GraftException($"The feed names a hash of the unknown kind '{SafePath.Printable(algorithm)}'."),
        };
        return $"{algorithm}-{Convert.ToBase64String(hash)}";
    }

    private ResolvedModel Describe(PackageRecord record)
    {
        string[] wanted = [.. record.Files.Keys.Where(f => inside is null || f == inside || f.StartsWith(inside.TrimEnd('/') + "/", StringComparison.Ordinal))];
        if (wanted.Length == 0) throw new UnknownNameException($"path inside {address}:", inside ?? "", record.Files.Keys);
        string[] gone = [.. wanted.Where(f => !File.Exists(Path.Combine(Folder, f)))];
        if (gone.Length > 0) throw Damaged($"has lost {string.Join(", ", gone)}");
        var files = FileLedger.Open(Folder, options).Hash(wanted, options.Progress);
        string[] changed = [.. files.Where(f => f.Sha256 != record.Files[f.Path]).Select(f => f.Path)];
        if (changed.Length > 0) throw Damaged($"holds files that changed since it was unpacked: {string.Join(", ", changed)}");
        return new()
        {
            LocalPath = inside is null ? Folder : Path.Combine(Folder, inside),
            Address = address,
            Source = record.Source,
            Verified = record.Vouched ? $"The package has the hash that the feed names ({record.Hash})."
                : $"The feed names no hash, so nothing vouches for it; its own is {record.Hash}, and every later use is compared with it.",
            Licence = record.Licence ?? LicenceInside(),
            PackageHash = record.Hash,
            Files = files,
            Notes = record.Notes,
        };
    }

    private GraftException Damaged(string how) => new($"{Folder} {how}. Fetch it again: graft remove {address}, graft pull {address}.");

    private string? LicenceInside()
    {
        string? metadata = Directory.EnumerateFiles(Folder, "METADATA", SearchOption.AllDirectories).FirstOrDefault();
        return metadata is null ? null : File.ReadLines(metadata, Encoding.UTF8).TakeWhile(l => l.Length > 0)
            .Where(l => l.StartsWith("License-Expression:", StringComparison.Ordinal) || l.StartsWith("License:", StringComparison.Ordinal))
            .Select(l => l[(l.IndexOf(':') + 1)..].Trim()).FirstOrDefault(l => l.Length > 0);
    }
}

[JsonSerializable(typeof(PackageRecord))]
internal sealed partial class PackageJson : JsonSerializerContext;
