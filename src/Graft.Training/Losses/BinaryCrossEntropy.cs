using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>Cross-entropy of independent yes-or-no labels: logits and targets (0 to 1) are (N, labels); the mean is over all elements.</summary>
public sealed record BinaryCrossEntropy : PairLoss
{
    /// <summary>What a label's positive examples weigh, for each label; null is 1 for all. They don't enter the divisor of the mean.</summary><value>null</value>
    public IReadOnlyList<double>? PositiveWeights { get; init; }

    /// <inheritdoc/>
    public override Tensor Of(Tensor prediction, Tensor target)
    {
        using DisposeScope scope = NewDisposeScope();
        return nn.functional.binary_cross_entropy_with_logits(prediction, target.to_type(prediction.dtype), null, Reduction.ToTorch(), PositiveWeights.Beside(prediction))
            .MoveToOuterDisposeScope();
    }
}
