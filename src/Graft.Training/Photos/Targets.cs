using static TorchSharp.torch;

namespace Graft.Training.Photos;

/// <summary>What the examples of a data set should give.</summary>
public abstract class Targets
{
    /// <summary>The targets of some examples, as the loss reads them; the caller's scope owns the tensor.</summary>
    public abstract Tensor Of(ReadOnlySpan<int> examples);

    /// <summary>The class of every example, where each has one; else null.</summary>
    public virtual IReadOnlyList<int>? Classes => null;
}

/// <summary>One class per example: int64, (N).</summary>
/// <param name="labels">Class index of every example of the data set.</param>
public sealed class ClassTargets(IReadOnlyList<int> labels) : Targets
{
    /// <inheritdoc/>
    public override IReadOnlyList<int> Classes => labels;

    /// <inheritdoc/>
    public override Tensor Of(ReadOnlySpan<int> examples)
    {
        long[] chosen = new long[examples.Length];
        for (int i = 0; i < chosen.Length; i++) chosen[i] = labels[examples[i]];
        return tensor(chosen);
    }
}

/// <summary>Several values per example, probabilities of labels or numbers: float32, (N, values).</summary>
/// <param name="values">Those of every example of the data set.</param>
public sealed class NumberTargets(IReadOnlyList<float[]> values) : Targets
{
    /// <inheritdoc/>
    public override Tensor Of(ReadOnlySpan<int> examples)
    {
        float[] chosen = new float[examples.Length * values[0].Length];
        for (int i = 0; i < examples.Length; i++) values[examples[i]].CopyTo(chosen, i * values[0].Length);
        return tensor(chosen, [examples.Length, values[0].Length]);
    }
}
