using System.IO.Compression;
using System.IO.Hashing;

namespace Graft.Checkpoints;

/// <summary>Unpacks entries of a zip archive, never more bytes than were announced, and checks their checksums.</summary>
internal static class ZipContent
{
    private const int MostRatio = 100;
    private const long SmallSize = 1 << 20;

    /// <summary>A whole small entry.</summary>
    /// <exception cref="GraftException">It is larger than <paramref name="most"/>, a bomb, or damaged.</exception>
    public static byte[] Read(ZipDirectory zip, ZipEntry entry, string format, long most)
    {
        if (entry.Size > most) throw Faults.Fatal(zip.File.Path, format, $"its entry '{entry.Name}' says {entry.Size} bytes, at most {most} are expected of such a file");
        RefuseBomb(zip, entry, format);
        byte[] content = new byte[entry.Size];
        using MemoryStream to = new(content);
        Copy(zip, entry, format, to);
        return content;
    }

    /// <summary>Unpacks an entry into a stream.</summary>
    /// <exception cref="GraftException">It is a bomb, or damaged.</exception>
    public static void Copy(ZipDirectory zip, ZipEntry entry, string format, Stream to)
    {
        RefuseBomb(zip, entry, format);
        Crc32 crc = new();
        long left = entry.Size;
        byte[] buffer = new byte[1 << 16];
        using Stream from = Open(zip, entry);
        try
        {
            for (int read; (read = from.Read(buffer)) > 0; left -= read)
            {
                if (read > left) throw Faults.Fatal(zip.File.Path, format, $"its entry '{entry.Name}' unpacks to more than the {entry.Size} bytes it says");
                crc.Append(buffer.AsSpan(0, read));
                to.Write(buffer.AsSpan(0, read));
            }
        }
        catch (InvalidDataException e)
        {
            throw Faults.Fatal(zip.File.Path, format, $"its entry '{entry.Name}' can't be unpacked", e);
        }
        if (left > 0) throw Faults.Fatal(zip.File.Path, format, $"its entry '{entry.Name}' unpacks to {left} bytes less than it says");
        if (crc.GetCurrentHashAsUInt32() != entry.Crc32) throw Faults.Fatal(zip.File.Path, format, $"the checksum of its entry '{entry.Name}' is wrong: its bytes were changed");
    }

    private static void RefuseBomb(ZipDirectory zip, ZipEntry entry, string format)
    {
        if (entry.Size > SmallSize && entry.Size / MostRatio > entry.Packed)
            throw Faults.Fatal(zip.File.Path, format, $"its entry '{entry.Name}' unpacks {entry.Packed} bytes to {entry.Size}, which no weights do: a zip bomb");
    }

    private static Stream Open(ZipDirectory zip, ZipEntry entry)
    {
        Stream packed = zip.File.OpenStream(entry.Offset, entry.Packed);
        return entry.IsStored ? packed : new DeflateStream(packed, CompressionMode.Decompress);
    }
}
