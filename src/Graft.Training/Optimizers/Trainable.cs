using static TorchSharp.torch;

namespace Graft.Training.Optimizers;

/// <summary>A parameter that learns.</summary>
/// <param name="Name">Its name in the graph.</param>
/// <param name="Value">A leaf tensor that requires a gradient; updated in place.</param>
/// <param name="RateFactor">What the learning rate is multiplied by for it.</param>
/// <param name="WeightDecay">What it decays by, before the learning rate; 0 for biases and norms.</param>
public sealed record Trainable(string Name, Tensor Value, double RateFactor = 1, double WeightDecay = 0);

/// <summary>What an optimiser remembers of one parameter.</summary>
public sealed class Slot
{
    /// <summary>Updates made to this parameter so far.</summary>
    public long Step { get; internal set; }

    /// <summary>Moments by name, each shaped like the parameter.</summary>
    public SortedDictionary<string, Tensor> Moments { get; } = new(StringComparer.Ordinal);

    /// <summary>A moment, made of zeros at its first use.</summary>
    internal Tensor Moment(string name, Tensor like)
    {
        if (!Moments.TryGetValue(name, out Tensor? found)) Moments[name] = found = zeros_like(like).DetachFromDisposeScope();
        return found;
    }
}
