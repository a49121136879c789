using System.ComponentModel.DataAnnotations;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>
/// Mean of (t d^2 + (1 - t) max(0, margin - d)^2) / 2, d = 1 - cos(a, b): pairs with target 1 together, with target 0 apart. Paper: Hadsell et al. 2006.
/// </summary>
public sealed record Contrastive() : GroupLoss(2)
{
    /// <summary>How far apart unlike pairs should be, in cosine distance.</summary><value>0.5</value>
    [Range(0.0, 2.0)] public double Margin { get; init; } = 0.5;

    /// <inheritdoc/>
    public override Tensor Of(IReadOnlyList<Tensor> members, Tensor? target)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor d = Cosine.OfRows(members[0], members[1]).From(1);
        Tensor t = Needed(target).reshape(-1).to_type(d.dtype);
        return t.mul(d.square()).Plus(t.From(1).mul(d.From(Margin).AtLeast(0).square())).Over(2).mean().MoveToOuterDisposeScope();
    }
}
