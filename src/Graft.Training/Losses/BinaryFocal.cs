using System.ComponentModel.DataAnnotations;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>Focal loss of independent yes-or-no labels: logits and targets are (N, labels). Paper: Lin et al. 2017, arXiv:1708.02002.</summary>
public sealed record BinaryFocal : PairLoss
{
    /// <summary>How strongly easy elements fade.</summary><value>2</value>
    [Range(0.0, 20.0)] public double Gamma { get; init; } = 2;

    /// <summary>What positives weigh, negatives weigh one minus this; null weighs both alike.</summary><value>0.25</value>
    [Range(0.0, 1.0)] public double? Alpha { get; init; } = 0.25;

    /// <inheritdoc/>
    public override Tensor Of(Tensor prediction, Tensor target)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor t = target.to_type(prediction.dtype);
        Tensor p = prediction.sigmoid();
        Tensor hit = p.mul(t).Plus(p.From(1).mul(t.From(1)));
        Tensor loss = nn.functional.binary_cross_entropy_with_logits(prediction, t, null, nn.Reduction.None).mul(hit.From(1).ToThe(Gamma));
        if (Alpha is { } alpha) loss = loss.mul(t.Times(alpha).Plus(t.From(1), 1 - alpha));
        return Reduction.Apply(loss).MoveToOuterDisposeScope();
    }
}
