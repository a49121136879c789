using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>Sizes that files claim, computed without overflow.</summary>
internal static class Sizes
{
    /// <summary>The product of dimensions; null where one is negative or the product leaves 63 bits.</summary>
    public static long? Count(IReadOnlyList<long> shape)
    {
        Int128 count = 1;
        foreach (long dimension in shape)
            if (dimension < 0 || (count *= dimension) > long.MaxValue) return null;
        return (long)count;
    }

    /// <summary>The bytes that a tensor takes; null where a dimension is negative or the size leaves 63 bits.</summary>
    public static long? Bytes(ElementType type, IReadOnlyList<long> shape) =>
        Count(shape) is { } count && count <= long.MaxValue / type.Size() ? count * type.Size() : null;
}
