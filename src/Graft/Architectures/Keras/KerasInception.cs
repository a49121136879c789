using System.Globalization;
using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>Inception v3 as Keras publishes it: layers without names of their own, counted in the order of the network, and normalisations without scale.</summary>
internal static class KerasInception
{
    public static IEnumerable<Architecture> All =>
    [
        new()
        {
            Name = "keras_inception_v3",
            Aliases = ["InceptionV3"],
            Family = "Inception (Keras)",
            Paper = "Szegedy et al. 2015, arXiv:1512.00567",
            PublishedParameters = 23_834_568, // 17,216 of them are the scales, which are 1
            ImageSize = 299,
            Preprocessing = KerasApplications.TensorFlow(299),
            SchemesOf = graph => [Numbered(graph, KerasNames.Scheme, 0), Numbered(graph, "keras from 1", 1)],
            Body = new InceptionV3(countsPadding: false).Build,
        },
    ];

    /// <summary>Keras counts the layers of one class from 'conv2d' or, in older files, from 'conv2d_1'.</summary>
    private static NameMap Numbered(Graph graph, string scheme, int first)
    {
        Dictionary<string, string> layers = new() { ["fc"] = "predictions" };
        foreach ((string kind, string theirs) in new[] { ("Conv", "conv2d"), ("BatchNormalization", "batch_normalization") })
            foreach ((Node node, int i) in graph.Nodes.Where(n => n.OpType == kind).Select((n, i) => (n, i + first)))
                layers[node.Name] = i == 0 ? theirs : string.Create(CultureInfo.InvariantCulture, $"{theirs}_{i}");
        return KerasNames.Of(graph, m => layers[m], scheme, KerasNames.WithoutScales(graph));
    }
}
