using System.ComponentModel.DataAnnotations;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>
/// Cross-entropy of logits (N, C) or (N, C, tokens). The target holds class numbers (int64, one rank less), or probabilities (as the logits), as MixUp,
/// CutMix and distillation make them. With class numbers the mean divides by the sum of the rows' class weights, with probabilities by the rows.
/// </summary>
public sealed record CrossEntropy : PairLoss
{
    /// <summary>Class number of rows that count nowhere, such as tokens that are not the first of their word.</summary>
    public const long Ignored = -100;

    /// <summary>Share of the target spread evenly over all classes (Szegedy et al. 2016).</summary><value>0</value>
    [Range(0.0, 0.999)] public double LabelSmoothing { get; init; }

    /// <summary>A weight for each class; null is 1 for all.</summary><value>null</value>
    public IReadOnlyList<double>? ClassWeights { get; init; }

    /// <inheritdoc/>
    public override Tensor Of(Tensor prediction, Tensor target)
    {
        using DisposeScope scope = NewDisposeScope();
        return nn.functional.cross_entropy(prediction, target, ClassWeights.Beside(prediction), Ignored, Reduction.ToTorch(), LabelSmoothing).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override double Weight(Tensor target)
    {
        if (target.is_floating_point()) return target.shape[0];
        using DisposeScope scope = NewDisposeScope();
        Tensor counted = target[target.ne(Scalars.Of(Ignored))];
        return ClassWeights is null ? counted.numel() : ClassWeights.Beside(zeros(0, ScalarType.Float64))![counted].sum().item<double>();
    }
}
