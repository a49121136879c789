using System.Text;
using Graft.Hub.Transfer;

namespace Graft.Hub;

/// <summary>
/// Single files on the web whose hash is known beforehand: any URL with its SHA-256, and torchvision's weights, whose names end in the start of theirs.
/// </summary>
internal sealed class UrlSource(ModelAddress address, Uri url, string path, string sha256, HubOptions options)
{
    public static Task<ResolvedModel> ResolveAsync(UrlAddress address, HubOptions options, CancellationToken cancel)
    {
        string place = Place(address, options), note = Path.GetDirectoryName(place) + ".txt";
        if (!options.Offline && !File.Exists(note)) AtomicFile.Write(note, Encoding.UTF8.GetBytes(Transport.Bare(address.Url)));
        return new UrlSource(address, address.Url, place, address.Sha256, options).ResolveAsync(cancel);
    }

    /// <summary>Where a file of the web is kept: url/{hash}/{name}.</summary>
    public static string Place(UrlAddress address, HubOptions options)
    {
        string name = Uri.UnescapeDataString(address.Url.Segments[^1]).Trim('/');
        return Path.Combine(options.HomeFolder, "url", address.Sha256, name.Length > 0 && SafePath.IsSafe(name) ? name : "file");
    }

    /// <summary>In torch's own cache, so that what Python fetched is found; GRAFT_TORCHVISION_URL names a mirror.</summary>
    public static Task<ResolvedModel> ResolveAsync(TorchvisionAddress address, HubOptions options, CancellationToken cancel)
    {
        Uri site = new((options.Set("GRAFT_TORCHVISION_URL") ?? "https://download.pytorch.org/models").TrimEnd('/') + "/");
        return new UrlSource(address, new Uri(site, address.File), Path.Combine(TorchFolder(options), address.File), address.File[^12..^4], options)
            .ResolveAsync(cancel);
    }

    /// <summary>Where torch keeps checkpoints.</summary>
    public static string TorchFolder(HubOptions options) =>
        Path.Combine(options.Set("TORCH_HOME")
            ?? Path.Combine(options.Set("XDG_CACHE_HOME") ?? Path.Combine(options.UserFolder, ".cache"), "torch"), "hub", "checkpoints");

    private async Task<ResolvedModel> ResolveAsync(CancellationToken cancel)
    {
        if (!File.Exists(path) && options.Offline)
            throw new GraftException($"Offline, and {address} is not on this machine. Looked for: {path}. Fetch it while online: graft pull {address}.");
        if (!File.Exists(path)) await FetchAsync(cancel).ConfigureAwait(false);
        ResolvedFile file = FileLedger.Open(Path.GetDirectoryName(path)!, options).Hash([Path.GetFileName(path)], options.Progress).Single();
        if (!file.Sha256.StartsWith(sha256, StringComparison.Ordinal))
            throw new GraftException($"{path} is damaged: its SHA-256 is {file.Sha256}, it must begin with {sha256}. Delete it and fetch it again.");
        return new()
        {
            LocalPath = path,
            Address = address,
            Source = Transport.Bare(url),
            Verified = sha256.Length == 64 ? "The file has the SHA-256 of its address." : $"The file's SHA-256 begins with {sha256}, as its name says.",
            Files = [file],
        };
    }

    private async Task FetchAsync(CancellationToken cancel)
    {
        using IDisposable turn = await FileLock.TakeAsync(path + ".lock", cancel).ConfigureAwait(false);
        if (File.Exists(path)) return; // another process was first
        string partial = path + ".partial";
        Download download = new(new Transport(options), Path.GetFileName(path), partial, null) { Credentials = new Feeds.Netrc(options).Credentials };
        await download.RunAsync(url, cancel).ConfigureAwait(false);
        string found = Hashing.Sha256(partial, options.Progress);
        if (!found.StartsWith(sha256, StringComparison.Ordinal))
        {
            File.Delete(partial);
            throw new GraftException($"{Transport.Bare(url)} has the SHA-256 {found}, expected {sha256}. It was discarded.");
        }
        File.Move(partial, path);
    }
}
