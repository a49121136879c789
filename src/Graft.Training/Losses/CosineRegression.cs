using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>Mean (cos(a, b) - t)^2: the cosine of a pair should be the target (-1 to 1). Reimers and Gurevych 2019, arXiv:1908.10084.</summary>
public sealed record CosineRegression() : GroupLoss(2)
{
    /// <inheritdoc/>
    public override Tensor Of(IReadOnlyList<Tensor> members, Tensor? target)
    {
        using DisposeScope scope = NewDisposeScope();
        return Cosine.OfRows(members[0], members[1]).sub(Needed(target).reshape(-1)).square().mean().MoveToOuterDisposeScope();
    }
}
