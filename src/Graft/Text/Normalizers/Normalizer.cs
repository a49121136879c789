using Graft.Text.Pipeline;

namespace Graft.Text.Normalizers;

/// <summary>Rewrites a text before it is divided into words. Knows no state: one instance serves all threads.</summary>
internal abstract class Normalizer
{
    /// <summary>Rewrites the text in place.</summary>
    public abstract void Apply(AlignedText text);
}

/// <summary>Several normalisers, one after the other.</summary>
internal sealed class NormalizerSequence(IReadOnlyList<Normalizer> steps) : Normalizer
{
    public override void Apply(AlignedText text)
    {
        foreach (Normalizer step in steps)
            if (text.Length > 0) step.Apply(text);
    }
}
