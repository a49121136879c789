using static TorchSharp.torch;

namespace Graft.Training.Loop;

/// <summary>Examples that are computed together.</summary>
/// <param name="Inputs">What the graph is fed, by name; the first dimension counts the examples.</param>
/// <param name="Targets">What the loss reads, by name.</param>
/// <param name="Count">How many examples.</param>
public sealed record Batch(IReadOnlyDictionary<string, Tensor> Inputs, IReadOnlyDictionary<string, Tensor> Targets, int Count) : IDisposable
{
    /// <summary>Frees the tensors.</summary>
    public void Dispose()
    {
        foreach (Tensor tensor in Inputs.Values.Concat(Targets.Values)) tensor.Dispose();
    }

    /// <summary>Takes the tensors out of all dispose scopes, to be freed by <see cref="Dispose"/>.</summary>
    internal Batch Detached()
    {
        foreach (Tensor tensor in Inputs.Values.Concat(Targets.Values)) tensor.DetachFromDisposeScope();
        return this;
    }
}

/// <summary>Where batches come from: cached features, photos that are varied anew, texts by length.</summary>
public interface IBatchSource
{
    /// <summary>How many examples there are.</summary>
    int Count { get; }

    /// <summary>Which examples each batch of an epoch holds: the same for the same epoch, however often it is asked for.</summary>
    /// <param name="epoch">Number of the epoch in the whole run, from 0.</param>
    IReadOnlyList<int[]> Plan(int epoch);

    /// <summary>Makes a batch; may be called on another thread than the one that trains.</summary>
    /// <param name="rows">Examples, as planned.</param>
    /// <param name="epoch">Decides how examples are varied.</param>
    Batch Load(int[] rows, int epoch);
}
