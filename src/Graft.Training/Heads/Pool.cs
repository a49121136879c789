using Graft.Graphs;
using Graft.Text;

namespace Graft.Training.Heads;

/// <summary>One vector per text of its tokens', padding left out: (batch, sequence, width) to (batch, width). No parameters.</summary>
/// <param name="Kind">What becomes of the tokens.</param>
public sealed record Pool(PoolingKind Kind = PoolingKind.Mean) : HeadLayer
{
    internal override Wire Build(HeadBuild build, Wire x, string at)
    {
        if (Kind == PoolingKind.Max) build.Require(18, "Maximum pooling");
        return Pooling.Pool(Kind, x, build.Mask(x), $"{at}.pool");
    }
}
