using System.Security.Cryptography;

namespace Graft.Hub.HuggingFace.Pushing;

/// <summary>A file to push: of the disk, or of memory.</summary>
internal sealed class PushedFile
{
    private const int SampleLength = 512;

    private readonly Func<Stream> _open;
    private readonly Lazy<string> _sha256;

    private PushedFile(string path, long size, Func<Stream> open)
    {
        (Path, Size, _open) = (path, size, open);
        _sha256 = new(() =>
        {
            using Stream content = Open();
            return Convert.ToHexStringLower(SHA256.HashData(content));
        });
    }

    public string Path { get; }

    public long Size { get; }

    public string Sha256 => _sha256.Value;

    public static PushedFile Of(string path, string file) =>
        new(SafePath.Require(path, "name of a file to push"), new FileInfo(file).Length, () => File.OpenRead(file));

    public static PushedFile Of(string path, byte[] content) => new(path, content.Length, () => new MemoryStream(content, writable: false));

    public Stream Open() => _open();

    /// <summary>Its first 512 bytes, from which a hub guesses whether it is text.</summary>
    public byte[] Sample()
    {
        using Stream content = Open();
        byte[] sample = new byte[Math.Min(SampleLength, Size)];
        content.ReadExactly(sample);
        return sample;
    }

    public byte[] Whole()
    {
        using Stream content = Open();
        byte[] whole = new byte[Size];
        content.ReadExactly(whole);
        return whole;
    }

    /// <summary>Whether the hub's file with this hash is this one.</summary>
    public bool Is(string? oid) => oid switch
    {
        null => false,
        { Length: 64 } => oid == Sha256,
        _ => oid == GitName(),
    };

    private string GitName()
    {
#pragma warning disable CA5350 // git names small files by SHA-1; it is the hub's contract, not our choice
        return Convert.ToHexStringLower(SHA1.HashData([.. System.Text.Encoding.ASCII.GetBytes($"blob {Size}\0"), .. Whole()]));
#pragma warning restore CA5350
    }
}
