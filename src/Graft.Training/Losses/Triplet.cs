using System.ComponentModel.DataAnnotations;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>How far two embeddings are apart.</summary>
public enum Distance
{
    /// <summary>The length of their difference.</summary>
    Euclidean,
    /// <summary>One minus their cosine.</summary>
    Cosine,
}

/// <summary>Mean max(0, d(anchor, positive) - d(anchor, negative) + margin). Paper: Schroff et al. 2015, arXiv:1503.03832.</summary>
public sealed record Triplet() : GroupLoss(3)
{
    /// <summary>How much farther the negative should be, in units of the distance.</summary><value>5</value>
    [Range(0.0, 1e6)] public double Margin { get; init; } = 5;

    /// <summary>How distance is measured.</summary><value>Euclidean</value>
    public Distance Distance { get; init; }

    /// <summary>Added to every component of a Euclidean difference (torch's triplet_margin_loss adds 1e-6).</summary><value>0</value>
    [Range(0.0, 1e-2)] public double Epsilon { get; init; }

    /// <inheritdoc/>
    public override Tensor Of(IReadOnlyList<Tensor> members, Tensor? target)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor far = Between(members[0], members[1]).sub(Between(members[0], members[2])).Plus(Margin);
        return far.AtLeast(0).mean().MoveToOuterDisposeScope();
    }

    private Tensor Between(Tensor x, Tensor y) => Distance == Distance.Cosine ? Losses.Cosine.OfRows(x, y).From(1) : x.sub(y).Plus(Epsilon).norm(1);
}
