using System.Collections.Immutable;
using Graft.Graphs;

namespace Graft.Training.Heads;

/// <summary>
/// The new layers behind a backbone, first to last. They are nodes of the same graph: what trains is what is exported. Parameters are named 'head.', which is
/// how policies know them, and are drawn by the seed; each kind of layer says how.
/// </summary>
/// <param name="Layers">Layers in order; the last <see cref="Linear"/> makes the logits.</param>
public sealed record Head(params IReadOnlyList<HeadLayer> Layers)
{
    /// <summary>Name of the main output: (batch, classes), or (batch, sequence, classes) where no layer pools the tokens.</summary>
    public const string Logits = "logits";

    /// <summary>Name of what <see cref="Append"/> feeds to the first layer, as seen by the head alone.</summary>
    internal const string Features = "features";

    /// <summary>The backbone with this head. Outputs: 'logits', and those of layers that have some of their own, such as a CRF's 'tags'.</summary>
    /// <param name="backbone">Its first output, or <paramref name="features"/>, is what the head reads; a head over tokens reads 'attention_mask', too.</param>
    /// <param name="outputs">Number of classes or targets.</param>
    /// <param name="seed">Decides the first values of the parameters, each by its own name.</param>
    /// <param name="features">The tensor to read; null for the first output.</param>
    /// <exception cref="GraftException">There is no such tensor, or its shape does not suit the layers.</exception>
    public Graph Append(Graph backbone, int outputs, long seed, string? features = null)
    {
        string from = features ?? backbone.Outputs[0].Name;
        ValueInfo read = backbone.Find(from) ?? throw new UnknownNameException("tensor", from, backbone.Tensors);
        Graph head = Build(read, outputs, seed, backbone.Opsets);
        return backbone.Append(head, "attach head", new Dictionary<string, string> { [Features] = from });
    }

    private Graph Build(ValueInfo read, int outputs, long seed, ImmutableDictionary<string, long> opsets)
    {
        if (outputs < 1) throw new GraftException($"Expected a head of at least 1 output, got {outputs}.");
        if (read.Shape is not { Count: 2 or 3 } shape || shape[^1].Value is null)
            throw new GraftException($"A head reads features (batch, width) or (batch, sequence, width) of known width, found {read}.");
        HeadBuild build = new(outputs, seed, (int)opsets.GetValueOrDefault("", 1));
        Wire x = build.Builder.Input(Features, read.Type, [.. shape]);
        for (int i = 0; i < Layers.Count; i++) x = Options.Validate(Layers[i]).Build(build, x, $"{Policies.PolicyBuilder.HeadPrefix}{i}");
        return build.ToGraph() with { Opsets = opsets };
    }
}
