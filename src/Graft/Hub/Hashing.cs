using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Graft.Hub;

/// <summary>Hashes of whole files, read in pieces.</summary>
internal static class Hashing
{
    /// <summary>64 lower-case hexadecimal digits.</summary>
    public static string Sha256(string path, IProgress<TransferProgress>? progress) =>
        Convert.ToHexStringLower(Of(path, HashAlgorithmName.SHA256, progress));

    /// <summary><c>sha512-</c> and base64, as package feeds write it.</summary>
    public static string Sha512(string path, IProgress<TransferProgress>? progress) =>
        "sha512-" + Convert.ToBase64String(Of(path, HashAlgorithmName.SHA512, progress));

    /// <summary>64 lower-case hexadecimal digits of what a stream holds, which may be no longer than it says.</summary>
    public static string Sha256(Stream content, string name, long length, IProgress<TransferProgress>? progress) =>
        Convert.ToHexStringLower(Of(content, name, length, HashAlgorithmName.SHA256, progress));

    /// <summary>git's name of a file: SHA-1 of "blob", its length, a zero byte, and the content.</summary>
    public static string Git(string path)
    {
        using FileStream file = File.OpenRead(path);
#pragma warning disable CA5350 // git names small files by SHA-1; it is the hub's contract, not our choice
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {file.Length}\0"));
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = file.Read(buffer)) > 0;) hash.AppendData(buffer, 0, read);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The hash of the kind that another one is: 64 digits are SHA-256, 40 git's name.</summary>
    public static string Like(string other, string path, IProgress<TransferProgress>? progress) => other.Length == 64 ? Sha256(path, progress) : Git(path);

    private static byte[] Of(string path, HashAlgorithmName algorithm, IProgress<TransferProgress>? progress)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        return Of(file, Path.GetFileName(path), file.Length, algorithm, progress);
    }

    private static byte[] Of(Stream content, string name, long length, HashAlgorithmName algorithm, IProgress<TransferProgress>? progress)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(algorithm);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 20);
        long done = 0;
        for (int read; (read = content.Read(buffer)) > 0; progress?.Report(new($"checking {name}", done, length)))
        {
            done += read;
            if (done > length) throw new GraftException($"{name} is longer than the {length} bytes that it says.");
            hash.AppendData(buffer, 0, read);
        }
        ArrayPool<byte>.Shared.Return(buffer);
        return hash.GetHashAndReset();
    }
}
