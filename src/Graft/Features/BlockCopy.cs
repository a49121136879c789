namespace Graft.Features;

/// <summary>Copies what two row-major blocks of different sizes have in common: cuts padding off, or leaves room for it.</summary>
internal static class BlockCopy
{
    /// <summary>Copies the elements whose indices lie in both.</summary>
    /// <param name="from">Bytes of the one.</param>
    /// <param name="fromSizes">Its dimensions.</param>
    /// <param name="to">Bytes of the other.</param>
    /// <param name="toSizes">Its dimensions, as many.</param>
    /// <param name="element">Bytes of an element.</param>
    public static void Copy(ReadOnlySpan<byte> from, ReadOnlySpan<int> fromSizes, Span<byte> to, ReadOnlySpan<int> toSizes, int element)
    {
        if (fromSizes.Length == 0 || fromSizes.SequenceEqual(toSizes))
        {
            from.CopyTo(to);
            return;
        }
        int common = Math.Min(fromSizes[0], toSizes[0]), fromStep = from.Length / fromSizes[0], toStep = to.Length / toSizes[0];
        if (fromSizes[1..].SequenceEqual(toSizes[1..]))
        {
            from[..(common * fromStep)].CopyTo(to);
            return;
        }
        for (int i = 0; i < common; i++) Copy(from.Slice(i * fromStep, fromStep), fromSizes[1..], to.Slice(i * toStep, toStep), toSizes[1..], element);
    }
}
