using Graft.Graphs;

namespace Graft.Training.Heads;

/// <summary>
/// The linear layer that makes the logits: (..., width) to (..., classes). Parameters: 'head.weight' (classes, width), normal with standard deviation 0.02 as
/// in BERT's and timm's heads, and 'head.bias' (classes), zero.
/// </summary>
public sealed record Linear : HeadLayer
{
    internal override Wire Build(HeadBuild build, Wire x, string at)
    {
        Wire weight = build.Parameter("head.weight", Initial.Normal(0.02), build.Outputs, x.Size(-1));
        Wire logits = x.Linear("head", weight, build.Parameter("head.bias", Initial.Zero, build.Outputs));
        build.Output(Head.Logits, logits);
        return logits;
    }
}
