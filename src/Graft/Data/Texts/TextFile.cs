using System.Text;
using System.Text.Unicode;

namespace Graft.Data.Texts;

/// <summary>Text files whole: UTF-8 with or without a byte order mark, UTF-16 of either order. Anything else is refused, not guessed.</summary>
internal static class TextFile
{
    private const long Largest = 1L << 30;

    public static string Read(string path)
    {
        byte[] bytes = Bytes(path);
        return bytes switch
        {
            [0xEF, 0xBB, 0xBF, ..] => Utf8Text(path, bytes, 3),
            [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(bytes, 2, bytes.Length - 2),
            [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(bytes, 2, bytes.Length - 2),
            [not 0, 0, not 0, 0, ..] => Encoding.Unicode.GetString(bytes),
            [0, not 0, 0, not 0, ..] => Encoding.BigEndianUnicode.GetString(bytes),
            _ => Utf8Text(path, bytes, 0),
        };
    }

    private static string Utf8Text(string path, byte[] bytes, int start)
    {
        ReadOnlySpan<byte> text = bytes.AsSpan(start);
        if (Utf8.IsValid(text)) return Encoding.UTF8.GetString(text);
        int line = 1;
        foreach (Range at in text.Split((byte)'\n'))
        {
            if (!Utf8.IsValid(text[at])) break;
            line++;
        }
        throw new GraftException($"{path}:{line}: expected UTF-8 or UTF-16, found bytes that are neither. Save the file as UTF-8, for example: iconv -f WINDOWS-1252 -t UTF-8.");
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            long size = new FileInfo(path).Length;
            if (size > Largest) throw new GraftException($"'{path}' has {size >> 20} MB; text files of up to {Largest >> 20} MB are read. Divide it, or give it as Parquet.");
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GraftException($"'{path}' can't be read: {e.Message}", e);
        }
    }
}
