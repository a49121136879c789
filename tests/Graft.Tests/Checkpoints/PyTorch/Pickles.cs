using System.IO.Compression;
using System.Text;

namespace Graft.Tests.Checkpoints;

/// <summary>Writes pickles and PyTorch archives by hand, for files that no PyTorch would write.</summary>
internal static class Pickles
{
    /// <summary>A state dict with one tensor 'w' of storage '0'.</summary>
    public static string OneTensor(string size, string stride, int count = 4, string offset = "K\0", string type = "FloatStorage") => Dictionary(
        $"{Text("w")}ctorch._utils\n_rebuild_tensor_v2\n({Storage(count, type)}{offset}{size}{stride}\u0089N{"t"}R");

    public static string Storage(int count, string type = "FloatStorage") => $"({Text("storage")}ctorch\n{type}\n{Text("0")}{Text("cpu")}{Int(count)}tQ";

    public static string Dictionary(string items) => $"}}({items}u";

    public static string Tuple(params long[] numbers) => $"({string.Concat(numbers.Select(n => Int(n)))}t";

    public static string Int(long value) => Latin1([0x8a, 8, .. BitConverter.GetBytes(value)]);

    public static string Text(string text) => $"X{Latin1(BitConverter.GetBytes(Encoding.UTF8.GetByteCount(text)))}{Latin1(Encoding.UTF8.GetBytes(text))}";

    /// <summary>A PyTorch zip archive of a pickle (latin-1 text, without protocol and stop) and the bytes of storage '0'.</summary>
    public static string Zip(TemporaryFolder folder, string pickle, int storageBytes = 16, CompressionLevel level = CompressionLevel.NoCompression, string name = "x.pth")
    {
        using (ZipArchive zip = ZipFile.Open(folder.Path(name), ZipArchiveMode.Create))
        {
            Add(zip, "archive/data.pkl", Encoding.Latin1.GetBytes($"\u0080\u0002{pickle}."), level);
            Add(zip, "archive/data/0", [.. Enumerable.Range(0, storageBytes).Select(i => (byte)i)], level);
            Add(zip, "archive/version", "3\n"u8.ToArray(), level);
        }
        return folder.Path(name);
    }

    public static void Add(ZipArchive zip, string name, byte[] content, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using Stream stream = zip.CreateEntry(name, level).Open();
        stream.Write(content);
    }

    public static string Latin1(byte[] bytes) => Encoding.Latin1.GetString(bytes);
}
