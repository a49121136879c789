using System.ComponentModel.DataAnnotations;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>
/// CoSENT: a pair with a higher label should have a higher cosine. log(1 + sum over label[i] > label[j] of exp(scale (cos_j - cos_i))).
/// Members are two (N, D), the target (N). As sentence-transformers' CoSENTLoss; after Su 2022.
/// </summary>
public sealed record Cosent() : GroupLoss(2)
{
    /// <summary>What cosines are multiplied by (an inverse temperature).</summary><value>20</value>
    [Range(0.1, 1000.0)] public double Scale { get; init; } = 20;

    /// <inheritdoc/>
    public override Tensor Of(IReadOnlyList<Tensor> members, Tensor? target)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor label = Needed(target).reshape(-1);
        Tensor scaled = Cosine.OfRows(members[0], members[1]).Times(Scale);
        Tensor difference = scaled.unsqueeze(0).sub(scaled.unsqueeze(1));           // [i, j] = cos_j - cos_i
        Tensor ordered = label.unsqueeze(1).gt(label.unsqueeze(0));                // [i, j]: label i is higher
        Tensor zero = zeros(1, difference.dtype, difference.device);
        return cat([zero, difference[ordered]], 0).logsumexp(0).MoveToOuterDisposeScope();
    }
}
