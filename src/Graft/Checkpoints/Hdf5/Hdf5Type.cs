using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>What the elements of a data set or an attribute are.</summary>
/// <param name="Class">HDF5's number of the kind: 0 whole numbers, 1 floats, 3 texts of fixed length, 6 records, 8 enumerations, 9 variable length.</param>
/// <param name="Size">Bytes of one element.</param>
/// <param name="Element">The element type; null where it is no number that Graft knows.</param>
/// <param name="BigEndian">Whether the bytes come most significant first.</param>
internal sealed record Hdf5Type(int Class, int Size, ElementType? Element, bool BigEndian)
{
    public const int Integer = 0, Float = 1, Text = 3, Opaque = 5, Enumeration = 8, VariableLength = 9;

    private static readonly string[] Kinds = ["whole numbers", "floats", "times", "texts", "bit fields", "opaque bytes", "records", "references", "an enumeration", "lists of variable length", "arrays"];

    /// <summary>What errors call it.</summary>
    public string Kind => Class < Kinds.Length ? $"{Kinds[Class]} of {Size} bytes" : $"an unknown type {Class}";

    public static Hdf5Type Read(Hdf5Cursor c)
    {
        int first = c.U8(), bits = c.U8();
        c.Skip(2);
        int size = (int)Math.Min(c.U32(), int.MaxValue), kind = first & 0xF;
        return new(kind, size, ElementOf(kind, size, bits, c), kind is Integer or Float && (bits & 1) != 0);
    }

    private static ElementType? ElementOf(int kind, int size, int bits, Hdf5Cursor c)
    {
        if (kind == Integer) return Whole(size, signed: (bits & 8) != 0);
        if (kind == Enumeration && size == 1) return ElementType.Bool; // h5py's booleans
        if (kind != Float || c.Left < 12) return null;
        c.Skip(5);
        int exponent = c.U8();
        return (size, exponent) switch
        {
            (2, 5) => ElementType.Float16,
            (2, 8) => ElementType.BFloat16,
            (4, 8) => ElementType.Float32,
            (8, 11) => ElementType.Float64,
            _ => null,
        };
    }

    private static ElementType? Whole(int size, bool signed) => (size, signed) switch
    {
        (1, true) => ElementType.Int8,
        (1, false) => ElementType.UInt8,
        (2, true) => ElementType.Int16,
        (2, false) => ElementType.UInt16,
        (4, true) => ElementType.Int32,
        (4, false) => ElementType.UInt32,
        (8, true) => ElementType.Int64,
        (8, false) => ElementType.UInt64,
        _ => null,
    };
}

/// <summary>The shape of a data set or an attribute.</summary>
internal static class Hdf5Space
{
    private const int MostDimensions = 32;
    private const int Null = 2;

    /// <summary>Dimensions; empty for a single value, [0] where there is none.</summary>
    public static long[] Read(Hdf5File file, Hdf5Cursor c)
    {
        int version = c.U8(), rank = c.U8(), flags = c.U8();
        if (version is not (1 or 2) || rank > MostDimensions) throw file.Fail("a shape has an unknown version or too many dimensions");
        if (version == 2 && c.U8() == Null) return [0];
        if (version == 1) c.Skip(5);
        _ = flags; // whether the largest sizes follow, which do not matter here
        long[] shape = new long[rank];
        for (int i = 0; i < rank; i++)
            if ((shape[i] = c.I64()) < 0) throw file.Fail("a dimension leaves 63 bits");
        return shape;
    }
}
