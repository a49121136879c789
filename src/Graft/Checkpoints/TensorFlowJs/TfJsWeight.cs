using System.Runtime.InteropServices;
using System.Text.Json;
using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>What the manifest says of a weight.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it is once read.</param>
/// <param name="Stored">What the shards hold.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="Scale">Factor of quantised values; null where they are not quantised to whole numbers.</param>
/// <param name="Least">What is added to them.</param>
internal sealed record TfJsWeight(string Name, ElementType Type, ElementType Stored, long[] Shape, double? Scale, double Least)
{
    private static readonly Dictionary<string, ElementType> Types = new(StringComparer.Ordinal)
    {
        ["float32"] = ElementType.Float32, ["int32"] = ElementType.Int32, ["bool"] = ElementType.Bool, ["uint8"] = ElementType.UInt8, ["uint16"] = ElementType.UInt16,
        ["float16"] = ElementType.Float16, ["complex64"] = ElementType.Complex64,
    };

    /// <summary>Bytes in the shards.</summary>
    public long Bytes => Sizes.Bytes(Stored, Shape)!.Value;

    /// <summary>Parses an entry of the manifest; null where it is wrong, which is told.</summary>
    public static TfJsWeight? Parse(JsonElement entry, Faults faults)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("name", out JsonElement text) || text.ValueKind != JsonValueKind.String)
        {
            faults.Add("a weight has no name");
            return null;
        }
        string name = text.GetString()!, dtype = TextOf(entry, "dtype");
        if (!Types.TryGetValue(dtype, out ElementType type))
        {
            faults.Add($"weight '{name}': its dtype '{dtype}' does not exist or holds no numbers (known: {string.Join(", ", Types.Keys)})");
            return null;
        }
        if (ShapeOf(entry) is not { } shape || Sizes.Bytes(ElementType.Complex128, shape) is null)
        {
            faults.Add($"weight '{name}': its shape must be a list of whole numbers of at least 0 whose product has less than 60 bits");
            return null;
        }
        TfJsWeight plain = new(name, type, type, shape, null, 0);
        return entry.TryGetProperty("quantization", out JsonElement quantised) && quantised.ValueKind == JsonValueKind.Object ? plain.Quantised(quantised, faults) : plain;
    }

    /// <summary>The tensor of the bytes that the shards hold.</summary>
    public TensorData Read(ReadOnlyMemory<byte> bytes)
    {
        TensorData stored = new(Stored, Shape, bytes);
        if (Scale is not { } scale) return Stored == ElementType.Float16 ? stored.ToFloat32() : stored;
        byte[] widened = new byte[stored.Count * sizeof(float)];
        Span<float> values = MemoryMarshal.Cast<byte, float>(widened.AsSpan());
        ReadOnlySpan<byte> from = bytes.Span;
        ReadOnlySpan<ushort> wide = MemoryMarshal.Cast<byte, ushort>(from);
        for (int i = 0; i < values.Length; i++) values[i] = (float)((Stored == ElementType.UInt8 ? from[i] : wide[i]) * scale + Least);
        return new(ElementType.Float32, Shape, widened);
    }

    private TfJsWeight? Quantised(JsonElement quantised, Faults faults)
    {
        string dtype = TextOf(quantised, "dtype");
        if (dtype == "float16" && Type == ElementType.Float32) return this with { Stored = ElementType.Float16 };
        if (dtype is not ("uint8" or "uint16") || Type != ElementType.Float32) faults.Add($"weight '{Name}': it is quantised to '{dtype}'; float32 quantised to uint8, uint16 and float16 are read");
        else if (NumberOf(quantised, "scale") is { } scale && NumberOf(quantised, "min") is { } least) return this with { Stored = Types[dtype], Scale = scale, Least = least };
        else faults.Add($"weight '{Name}': it is quantised, but its scale or min is missing");
        return null;
    }

    private static string TextOf(JsonElement entry, string key) => entry.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static double? NumberOf(JsonElement entry, string key) =>
        entry.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) && double.IsFinite(number) ? number : null;

    private static long[]? ShapeOf(JsonElement entry)
    {
        const int mostDimensions = 32;
        if (!entry.TryGetProperty("shape", out JsonElement list) || list.ValueKind != JsonValueKind.Array || list.GetArrayLength() > mostDimensions) return null;
        List<long> shape = [];
        foreach (JsonElement size in list.EnumerateArray())
        {
            if (size.ValueKind != JsonValueKind.Number || !size.TryGetInt64(out long value) || value < 0) return null;
            shape.Add(value);
        }
        return [.. shape];
    }
}
