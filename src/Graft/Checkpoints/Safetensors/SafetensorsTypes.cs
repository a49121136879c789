using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>How safetensors names element types.</summary>
internal static class SafetensorsTypes
{
    private static readonly Dictionary<string, ElementType> ByName = new()
    {
        ["BOOL"] = ElementType.Bool,
        ["U8"] = ElementType.UInt8,
        ["I8"] = ElementType.Int8,
        ["I16"] = ElementType.Int16,
        ["U16"] = ElementType.UInt16,
        ["F16"] = ElementType.Float16,
        ["BF16"] = ElementType.BFloat16,
        ["I32"] = ElementType.Int32,
        ["U32"] = ElementType.UInt32,
        ["F32"] = ElementType.Float32,
        ["F64"] = ElementType.Float64,
        ["I64"] = ElementType.Int64,
        ["U64"] = ElementType.UInt64,
        ["C64"] = ElementType.Complex64,
        ["F8_E4M3"] = ElementType.Float8E4M3,
        ["F8_E5M2"] = ElementType.Float8E5M2,
        ["F8_E4M3FNUZ"] = ElementType.Float8E4M3Uz,
        ["F8_E5M2FNUZ"] = ElementType.Float8E5M2Uz,
    };

    private static readonly HashSet<string> Unreadable = ["F8_E8M0", "F6_E2M3", "F6_E3M2", "F4"];
    private static readonly Dictionary<ElementType, string> ByType = ByName.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The type of a dtype, or what is wrong with it.</summary>
    public static ElementType? Find(string dtype, out string fault)
    {
        fault = Unreadable.Contains(dtype) ? $"its dtype {dtype} is one that Graft can't compute with: convert it to F16 or F32"
            : $"its dtype '{dtype}' does not exist (known: {string.Join(", ", ByName.Keys)})";
        return ByName.TryGetValue(dtype, out ElementType type) ? type : null;
    }

    /// <summary>The dtype of a type.</summary>
    /// <exception cref="GraftException">Safetensors has none for it.</exception>
    public static string NameOf(ElementType type, string tensor) => ByType.GetValueOrDefault(type)
        ?? throw new GraftException($"Tensor '{tensor}' is {type}, which safetensors can't hold. It holds {string.Join(", ", ByType.Keys)}.");
}
