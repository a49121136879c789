using System.ComponentModel.DataAnnotations;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>
/// Ranking against the batch: row i of the first member should be nearest to row i of the second, among all rows of the second and, where there is a third
/// member, all hard negatives. Cross-entropy of scaled cosines. Paper: Henderson et al. 2017, arXiv:1705.00652.
/// </summary>
public sealed record MultipleNegatives(int Members = 2) : GroupLoss(Members)
{
    /// <summary>What cosines are multiplied by (an inverse temperature).</summary><value>20</value>
    [Range(0.1, 1000.0)] public double Scale { get; init; } = 20;

    /// <summary>Whether the second member must find the first as well, and both losses are averaged.</summary><value>false</value>
    public bool Symmetric { get; init; }

    /// <inheritdoc/>
    public override Tensor Of(IReadOnlyList<Tensor> members, Tensor? target)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = members[0], b = members[1];
        Tensor loss = Rank(a, cat([.. members.Skip(1)], 0));
        return (Symmetric ? loss.Plus(Rank(b, a)).Over(2) : loss).MoveToOuterDisposeScope();
    }

    private Tensor Rank(Tensor queries, Tensor candidates) =>
        nn.functional.cross_entropy(Cosine.OfAll(queries, candidates).Times(Scale), tensor(Enumerable.Range(0, (int)queries.shape[0]).Select(i => (long)i).ToArray(), device: queries.device));
}
