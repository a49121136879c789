using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>What a loss may read for one batch.</summary>
/// <param name="Outputs">What the graph put out, by name; the first is the main one.</param>
/// <param name="Targets">What the batch should give, by name; most losses read 'target'.</param>
/// <param name="Parameters">The graph's parameters by name, for losses that have some of their own, such as a CRF's transitions.</param>
public sealed record LossInputs(IReadOnlyList<Tensor> Outputs, IReadOnlyDictionary<string, Tensor> Targets, IReadOnlyDictionary<string, Tensor> Parameters)
{
    /// <summary>The name of the target that most losses read.</summary>
    public const string MainTarget = "target";

    /// <summary>The target named 'target'.</summary>
    /// <exception cref="GraftException">The batch brings none.</exception>
    public Tensor Target => Targets.TryGetValue(MainTarget, out Tensor? found) ? found
        : throw new GraftException($"This loss needs a target, but the batch brings {(Targets.Count == 0 ? "none" : string.Join(", ", Targets.Keys))}.");
}

/// <summary>The mean loss of a batch and what it is the mean of, so that several batches can be averaged as if they were one.</summary>
/// <param name="Mean">A scalar with a gradient.</param>
/// <param name="Weight">What the mean was divided by: rows, tokens, or the sum of class weights.</param>
public readonly record struct LossValue(Tensor Mean, double Weight);

/// <summary>What training makes small.</summary>
public interface ILoss
{
    /// <summary>The loss of one batch; the caller owns the tensor.</summary>
    LossValue Of(LossInputs batch);
}

/// <summary>A loss of one prediction and one target.</summary>
public abstract record PairLoss : ILoss
{
    /// <summary>How single values become one; training uses the mean.</summary><value>Mean</value>
    public Reduction Reduction { get; init; }

    /// <summary>The loss of a prediction, reduced as <see cref="Reduction"/> says.</summary>
    /// <param name="prediction">What the graph put out; most losses take (N, C).</param>
    /// <param name="target">What it should have been.</param>
    public abstract Tensor Of(Tensor prediction, Tensor target);

    /// <summary>What the mean divides by: here the rows of the target.</summary>
    protected virtual double Weight(Tensor target) => target.shape[0];

    /// <inheritdoc/>
    public LossValue Of(LossInputs batch) => new(Of(batch.Outputs[0], batch.Target), Weight(batch.Target));
}

/// <summary>
/// A loss of embeddings that belong together, such as the two sentences of a pair. The batch stacks them: the first N rows of the output are the
/// first members, the next N the second, and so on.
/// </summary>
public abstract record GroupLoss(int Members) : ILoss
{
    /// <summary>The mean loss of N groups; <paramref name="members"/> are tensors (N, D), <paramref name="target"/> is (N) or null.</summary>
    public abstract Tensor Of(IReadOnlyList<Tensor> members, Tensor? target);

    /// <inheritdoc/>
    public LossValue Of(LossInputs batch)
    {
        Tensor stacked = batch.Outputs[0];
        if (stacked.shape[0] % Members != 0)
            throw new GraftException($"{GetType().Name} needs {Members} embeddings for each example, got {stacked.shape[0]} rows.");
        return new(Of(stacked.chunk(Members, 0), batch.Targets.GetValueOrDefault(LossInputs.MainTarget)), stacked.shape[0] / Members);
    }

    /// <summary>The target, which this loss cannot do without.</summary>
    private protected Tensor Needed(Tensor? target) => target ?? throw new GraftException($"{GetType().Name} needs a target for each pair, but the batch brings none.");
}
