using System.ComponentModel.DataAnnotations;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>
/// Focal loss over classes: easy examples count less. -alpha[y] (1 - p[y])^gamma log p[y] for logits (N, C) and class numbers (N); the mean divides by the
/// rows. Paper: Lin et al. 2017, arXiv:1708.02002.
/// </summary>
public sealed record Focal : PairLoss
{
    /// <summary>How strongly easy examples fade; 0 is cross-entropy.</summary><value>2</value>
    [Range(0.0, 20.0)] public double Gamma { get; init; } = 2;

    /// <summary>A weight for each class; null is 1 for all.</summary><value>null</value>
    public IReadOnlyList<double>? Alpha { get; init; }

    /// <inheritdoc/>
    public override Tensor Of(Tensor prediction, Tensor target)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor logP = nn.functional.log_softmax(prediction, 1).gather(1, target.unsqueeze(1)).squeeze(1);   // (N)
        Tensor loss = logP.exp().From(1).ToThe(Gamma).mul(logP).neg();
        if (Alpha.Beside(prediction) is { } alpha) loss = loss.mul(alpha[target]);
        return Reduction.Apply(loss).MoveToOuterDisposeScope();
    }
}
