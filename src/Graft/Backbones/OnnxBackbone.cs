using System.Collections.Immutable;
using Graft.Bundles;
using Graft.Data;
using Graft.Graphs;

namespace Graft.Backbones;

/// <summary>Any ONNX file as a backbone: cut at the tensor that the user names, or before its classifier.</summary>
internal static class OnnxBackbone
{
    public static Backbone Open(Graph graph, string? cut)
    {
        Graph batched = BatchDimension.Open(ShapeInference.Infer(graph));
        string tensor = cut ?? CutProposal.Of(batched);
        Graph trunk = batched.Between([.. batched.Inputs.Select(i => i.Name)], [tensor]);
        if (trunk.Inputs is not [ValueInfo image] || image.Shape?.Count != 4)
            throw new GraftException($"{graph.Name}: expected one input of photos (batch, 3, H, W), found {string.Join(", ", graph.Inputs)}.");
        Graph features = Flat(trunk, tensor);
        string note = cut is null ? $"cut at '{tensor}' {batched.Find(tensor)?.ShapeText}, which lies before the classifier; --cut names another" : $"cut at '{tensor}'";
        (Preprocessing preprocessing, string? guess) = PreprocessingOf(graph, image);
        return new(Path.GetFileNameWithoutExtension(graph.Name), features, preprocessing, new("", null, "", guess is null ? [note] : [note, guess]));
    }

    private static Graph Flat(Graph trunk, string tensor)
    {
        ValueInfo value = trunk.Outputs[0];
        if (value.Shape is null) throw new GraftException($"{trunk.Name}: the shape of '{tensor}' is unknown; cut at another tensor.");
        if (value.Shape.Count == 2) return trunk;
        bool spatial = value.Shape.Count == 4 && value.Shape.Skip(2).Any(d => d.Value != 1);
        string pooled = spatial ? $"{tensor}/mean" : tensor;
        ImmutableArray<Node> nodes = spatial ? [new Node("GlobalAveragePool", [tensor], [pooled], "features.mean")] : [];
        Node flatten = new("Flatten", [pooled], ["features"], "features.flatten") { Attributes = new Dictionary<string, object> { ["axis"] = 1L } };
        long? count = spatial ? value.Shape[1].Value : value.Shape.Skip(1).Aggregate((long?)1, (p, d) => p * d.Value);
        return trunk with
        {
            Nodes = [.. trunk.Nodes, .. nodes, flatten],
            Outputs = [new ValueInfo("features", value.Type, [value.Shape[0], new Dimension(count)])],
            Values = trunk.Values.SetItem(tensor, value),
        };
    }

    // A bundle's own model says what it wants; for other files ImageNet's usual preprocessing at the model's size is the best guess.
    private static (Preprocessing Preprocessing, string? Guess) PreprocessingOf(Graph graph, ValueInfo image)
    {
        if (graph.Metadata.TryGetValue(ModelNotes.Preprocessing, out string? json)) return (Preprocessing.Parse(json), null);
        bool channelsLast = image.Shape![3].Value is 1 or 3 && image.Shape[1].Value is not 3;
        int size = (int)(image.Shape[channelsLast ? 1 : 2].Value ?? 224);
        (Preprocessing pixels, string guess) = PixelGuess.Of(graph, size);
        return (pixels with { Layout = channelsLast ? Data.TensorLayout.Nhwc : Data.TensorLayout.Nchw }, guess);
    }
}
