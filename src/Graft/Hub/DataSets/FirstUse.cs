using System.Security.Cryptography;
using System.Text;
using Graft.Hub.Transfer;

namespace Graft.Hub.DataSets;

/// <summary>Files of the web without a published hash: the hash of the first use is remembered in data/{hash of the URL}.sha256.</summary>
internal static class FirstUse
{
    /// <summary>The URL with the hash that it had at the first use; null where there was none and none is accepted.</summary>
    public static async Task<UrlAddress?> FindAsync(Uri url, bool accept, HubOptions options, CancellationToken cancel)
    {
        string memory = Path.Combine(options.HomeFolder, "data",
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(url.AbsoluteUri)))[..32] + ".sha256");
        if (File.Exists(memory)) return new(url, File.ReadAllText(memory).Trim());
        if (!accept) return null;
        if (url.Scheme != "https" && !url.IsLoopback) throw new GraftException($"{Transport.Bare(url)} would be fetched unencrypted. Use https.");
        string partial = memory + ".partial", name = Path.GetFileName(url.AbsolutePath);
        using IDisposable turn = await FileLock.TakeAsync(memory + ".lock", cancel).ConfigureAwait(false);
        await new Download(new Transport(options), name, partial, null).RunAsync(url, cancel).ConfigureAwait(false);
        UrlAddress address = new(url, Hashing.Sha256(partial, options.Progress));
        string place = UrlSource.Place(address, options);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        File.Move(partial, place, overwrite: true);
        AtomicFile.Write(memory, Encoding.ASCII.GetBytes(address.Sha256));
        return address;
    }
}
