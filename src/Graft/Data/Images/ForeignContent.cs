namespace Graft.Data.Images;

/// <summary>Says what a file that is no readable image seems to be, so that its owner knows what to do with it.</summary>
internal static class ForeignContent
{
    private static readonly (int Offset, byte[] Start, string Is)[] Known =
    [
        (0, "%PDF"u8.ToArray(), "a PDF document"),
        (0, [(byte)'P', (byte)'K', 3, 4], "a ZIP archive or an Office document"),
        (0, [(byte)'I', (byte)'I', 42, 0], "a TIFF image"),
        (0, [(byte)'M', (byte)'M', 0, 42], "a TIFF image"),
        (4, "ftypheic"u8.ToArray(), "a HEIC photo"),
        (4, "ftypheix"u8.ToArray(), "a HEIC photo"),
        (4, "ftypmif1"u8.ToArray(), "a HEIF photo"),
        (4, "ftypavif"u8.ToArray(), "an AVIF image"),
        (4, "ftyp"u8.ToArray(), "a video"),
        (0, "8BPS"u8.ToArray(), "a Photoshop document"),
        (0, [0, 0, 1, 0], "an icon"),
        (0, [0x1F, 0x8B], "a gzip file"),
        (0, "version https://git-lfs"u8.ToArray(), "a pointer of Git LFS: fetch the file itself with 'git lfs pull'"),
    ];

    public static string Describe(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return "an empty file (0 bytes)";
        foreach ((int offset, byte[] start, string name) in Known)
        {
            if (bytes.Length >= offset + start.Length && bytes[offset..].StartsWith(start)) return name;
        }
        ReadOnlySpan<byte> head = bytes[..Math.Min(bytes.Length, 512)];
        if (!head.ContainsAny<byte>(0, 1, 2) && !head.ContainsAnyInRange<byte>(14, 31)) return DescribeText(head);
        return head.ContainsAnyExcept((byte)0)
            ? $"unknown data (it starts with {Convert.ToHexString(head[..Math.Min(head.Length, 8)])})"
            : "nothing but zero bytes (an interrupted copy?)";
    }

    private static string DescribeText(ReadOnlySpan<byte> head)
    {
        string text = System.Text.Encoding.Latin1.GetString(head);
        if (text.Contains("<svg", StringComparison.OrdinalIgnoreCase)) return "an SVG drawing, which is never rendered";
        if (text.Contains("<html", StringComparison.OrdinalIgnoreCase) || text.Contains("<!doctype html", StringComparison.OrdinalIgnoreCase))
            return "an HTML page (a failed download?)";
        return text.StartsWith("<?xml", StringComparison.Ordinal) ? "an XML file" : "a text file";
    }
}
