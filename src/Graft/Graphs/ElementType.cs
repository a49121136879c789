namespace Graft.Graphs;

/// <summary>What a tensor holds; the numbers are those of ONNX (TensorProto.DataType).</summary>
public enum ElementType
{
    /// <summary>Not stated.</summary>
    Undefined = 0,
    /// <summary>IEEE 754 binary32.</summary>
    Float32 = 1,
    /// <summary>Unsigned byte.</summary>
    UInt8 = 2,
    /// <summary>Signed byte.</summary>
    Int8 = 3,
    /// <summary>Unsigned, 16 bits.</summary>
    UInt16 = 4,
    /// <summary>Signed, 16 bits.</summary>
    Int16 = 5,
    /// <summary>Signed, 32 bits.</summary>
    Int32 = 6,
    /// <summary>Signed, 64 bits.</summary>
    Int64 = 7,
    /// <summary>UTF-8 text; no fixed size.</summary>
    Text = 8,
    /// <summary>One byte, 0 or 1.</summary>
    Bool = 9,
    /// <summary>IEEE 754 binary16.</summary>
    Float16 = 10,
    /// <summary>IEEE 754 binary64.</summary>
    Float64 = 11,
    /// <summary>Unsigned, 32 bits.</summary>
    UInt32 = 12,
    /// <summary>Unsigned, 64 bits.</summary>
    UInt64 = 13,
    /// <summary>Two binary32: real and imaginary part.</summary>
    Complex64 = 14,
    /// <summary>Two binary64: real and imaginary part.</summary>
    Complex128 = 15,
    /// <summary>The upper half of a binary32.</summary>
    BFloat16 = 16,
    /// <summary>8-bit float, 4 exponent and 3 mantissa bits, no infinities.</summary>
    Float8E4M3 = 17,
    /// <summary>8-bit float, 4 exponent and 3 mantissa bits, no negative zero.</summary>
    Float8E4M3Uz = 18,
    /// <summary>8-bit float, 5 exponent and 2 mantissa bits.</summary>
    Float8E5M2 = 19,
    /// <summary>8-bit float, 5 exponent and 2 mantissa bits, no negative zero.</summary>
    Float8E5M2Uz = 20,
}

/// <summary>Sizes and kinds of element types.</summary>
public static class ElementTypes
{
    /// <summary>Bytes of one element. <see cref="ElementType.Text"/> and <see cref="ElementType.Undefined"/> have none and throw.</summary>
    public static int Size(this ElementType type) => type switch
    {
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool or ElementType.Float8E4M3 or ElementType.Float8E4M3Uz
            or ElementType.Float8E5M2 or ElementType.Float8E5M2Uz => 1,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 2,
        ElementType.Float32 or ElementType.Int32 or ElementType.UInt32 => 4,
        ElementType.Float64 or ElementType.Int64 or ElementType.UInt64 or ElementType.Complex64 => 8,
        ElementType.Complex128 => 16,
        _ => throw new GraftException($"Elements of type {type} have no fixed size."),
    };

    /// <summary>Whether values are real floating-point numbers, which is what can learn.</summary>
    public static bool IsFloat(this ElementType type) => type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16
        or ElementType.BFloat16 or ElementType.Float8E4M3 or ElementType.Float8E4M3Uz or ElementType.Float8E5M2 or ElementType.Float8E5M2Uz;
}
