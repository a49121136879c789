using System.Buffers.Binary;
using System.IO.Compression;

namespace Graft.Fuzz;

/// <summary>Damages files: bits, numbers that are likely to hurt, pieces cut out, doubled, moved or taken from another file; and the same inside of zip archives.</summary>
internal sealed class Mutator(ulong seed)
{
    private static readonly long[] Nasty = [0, 1, -1, 127, 128, 255, 256, 32767, 32768, 65535, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32, 1L << 40, long.MaxValue, long.MinValue, 100_000_000];
    private static readonly string[] NastyTexts = ["-1", "0", "9223372036854775807", "18446744073709551616", "1e999", "null", "[]", "{}", "\"\"", "../../etc/passwd", "[[[[[[[["];
    private ulong _state = seed;

    /// <summary>One to eight changes.</summary>
    public byte[] Change(byte[] file, byte[] other)
    {
        if (file.AsSpan().StartsWith("PK\u0003\u0004"u8) && Next(4) > 0 && TryChangeInside(file, other) is byte[] changed) return changed;
        List<byte> bytes = [.. file];
        for (int left = 1 + Next(8); left > 0 && bytes.Count > 0; left--) ChangeOnce(bytes, other);
        return [.. bytes];
    }

    private void ChangeOnce(List<byte> bytes, byte[] other)
    {
        int at = Position(bytes.Count);
        switch (Next(9))
        {
            case 0: bytes[at] ^= (byte)(1 << Next(8)); break;
            case 1: bytes[at] = (byte)Next(256); break;
            case 2: Overwrite(bytes, at, Number()); break;
            case 3: bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + Next(64))); break;
            case 4: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, 1 + Next(64)))); break;
            case 5: bytes.RemoveRange(at, bytes.Count - at); break;
            case 6: bytes.InsertRange(at, System.Text.Encoding.ASCII.GetBytes(NastyTexts[Next(NastyTexts.Length)])); break;
            case 7: Overwrite(bytes, at, Piece(other)); break;
            default: Overwrite(bytes, at, Piece([.. bytes])); break;
        }
    }

    /// <summary>Null for archives that are damaged already.</summary>
    private byte[]? TryChangeInside(byte[] file, byte[] other)
    {
        try
        {
            return ChangeInside(file, other);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>The archive with one entry changed and its checksums right, so that what reads the entry is reached.</summary>
    private byte[] ChangeInside(byte[] file, byte[] other)
    {
        using MemoryStream from = new(file), to = new();
        using ZipArchive archive = new(from, ZipArchiveMode.Read);
        int chosen = Next(archive.Entries.Count), index = 0;
        using (ZipArchive changed = new(to, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                using MemoryStream content = new();
                using (Stream stream = entry.Open()) stream.CopyTo(content);
                using Stream target = changed.CreateEntry(entry.FullName, CompressionLevel.NoCompression).Open();
                target.Write(index++ == chosen ? Change(content.ToArray(), other) : content.ToArray());
            }
        }
        return to.ToArray();
    }

    private static void Overwrite(List<byte> bytes, int at, ReadOnlySpan<byte> with)
    {
        for (int i = 0; i < with.Length && at + i < bytes.Count; i++) bytes[at + i] = with[i];
    }

    private byte[] Number()
    {
        byte[] number = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(number, Nasty[Next(Nasty.Length)]);
        if (Next(4) == 0) Array.Reverse(number);
        return number[..(1 << Next(4))];
    }

    private byte[] Piece(byte[] of)
    {
        int from = Position(of.Length);
        return of.Length == 0 ? [] : of[from..Math.Min(of.Length, from + 1 + Next(64))];
    }

    /// <summary>Anywhere, and in every other case near the beginning or the end, where headers and directories are.</summary>
    private int Position(int length) => length < 2 ? 0 : Next(4) switch
    {
        0 => Next(Math.Min(length, 256)),
        1 => length - 1 - Next(Math.Min(length, 256)),
        _ => Next(length),
    };

    /// <summary>0 to below most; splitmix64.</summary>
    public int Next(int most)
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)most);
    }
}
