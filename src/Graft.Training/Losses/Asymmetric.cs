using System.ComponentModel.DataAnnotations;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>
/// Asymmetric loss for many labels of which few are true: negatives fade faster than positives, very easy ones vanish. Logits and targets are (N, labels);
/// the paper sums over all elements. Paper: Ben-Baruch et al. 2020, arXiv:2009.14119.
/// </summary>
public sealed record Asymmetric : PairLoss
{
    /// <summary>Focusing of negatives.</summary><value>4</value>
    [Range(0.0, 20.0)] public double GammaNegative { get; init; } = 4;

    /// <summary>Focusing of positives.</summary><value>1</value>
    [Range(0.0, 20.0)] public double GammaPositive { get; init; } = 1;

    /// <summary>Probability below which a negative counts nothing.</summary><value>0.05</value>
    [Range(0.0, 0.5)] public double Clip { get; init; } = 0.05;

    /// <summary>Whether the focusing factor carries no gradient, which is faster.</summary><value>false</value>
    public bool Detached { get; init; }

    /// <inheritdoc/>
    public override Tensor Of(Tensor prediction, Tensor target)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor t = target.to_type(prediction.dtype);
        Tensor p = prediction.sigmoid();
        Tensor q = p.From(1 + Clip).AtMost(1);
        Tensor log = t.mul(p.AtLeast(1e-8).log()).Plus(t.From(1).mul(q.AtLeast(1e-8).log()));
        Tensor focus = p.mul(t).Plus(q.mul(t.From(1))).From(1).pow(t.Times(GammaPositive).Plus(t.From(1), GammaNegative));
        return Reduction.Apply(log.neg().mul(Detached ? focus.detach() : focus)).MoveToOuterDisposeScope();
    }
}
