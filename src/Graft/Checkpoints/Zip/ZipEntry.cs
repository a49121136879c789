namespace Graft.Checkpoints;

/// <summary>A file in a zip archive, all of it checked against the archive's size.</summary>
/// <param name="Name">Its path in the archive, with forward slashes.</param>
/// <param name="Method">How it is packed: 0 stored, 8 deflated.</param>
/// <param name="Offset">Where its packed bytes start in the archive.</param>
/// <param name="Packed">How many packed bytes there are.</param>
/// <param name="Size">How many bytes it says it unpacks to.</param>
/// <param name="Crc32">The checksum it says its unpacked bytes have.</param>
internal sealed record ZipEntry(string Name, int Method, long Offset, long Packed, long Size, uint Crc32)
{
    /// <summary>Whether its bytes lie in the archive as they are.</summary>
    public bool IsStored => Method == 0;

    /// <summary>Whether it stands for a folder.</summary>
    public bool IsFolder => Name.EndsWith('/');
}
