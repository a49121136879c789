using Graft.Data;
using Graft.Graphs;
using Graft.Hub;

namespace Graft.Backbones;

/// <summary>A pretrained graph without its original classifier, ready to grow a head.</summary>
/// <param name="Name">What it is called: resnet18.</param>
/// <param name="Graph">One input of photos (batch, 3, H, W) or (batch, H, W, 3), one output: the features, (batch, D).</param>
/// <param name="Preprocessing">What its checkpoint wants of photos.</param>
/// <param name="Origin">Where it came from.</param>
public sealed record Backbone(string Name, Graph Graph, Preprocessing Preprocessing, Origin Origin)
{
    /// <summary>The tensor that a head reads.</summary>
    public string FeatureTensor => Graph.Outputs[0].Name;

    /// <summary>Numbers per photo that a head reads.</summary>
    public int FeatureCount => (int)(Graph.Outputs[0].Shape is [_, { Value: long count }] ? count
        : throw new GraftException($"{Name}: expected features of shape (batch, D), found {Graph.Outputs[0]}. Cut at another tensor."));
}

/// <summary>Where a model came from, for the card and for repeating a run.</summary>
/// <param name="Address">As the user can type it again.</param>
/// <param name="Licence">The weights' licence, or null where nobody says.</param>
/// <param name="Sha256">Of the file that holds the weights.</param>
/// <param name="Notes">What loading found worth telling: the cut that was proposed, tensors that were not used.</param>
public sealed record Origin(string Address, string? Licence, string Sha256, IReadOnlyList<string> Notes)
{
    /// <summary>What the address was resolved to, file by file; a bundle keeps it as graft.lock.</summary>
    public ModelPins? Pins { get; init; }
}
