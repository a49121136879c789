using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>DenseNet as Keras publishes it. Keras 2 names some layers with a slash ('conv1/bn') and the classifier 'fc1000'.</summary>
internal static class KerasDenseNet
{
    public static IEnumerable<Architecture> All =>
    [
        Row("keras_densenet121", [6, 12, 24, 16], 7_978_856),
        Row("keras_densenet169", [6, 12, 32, 32], 14_149_480),
        Row("keras_densenet201", [6, 12, 48, 32], 20_013_928),
    ];

    private static Architecture Row(string name, int[] layers, long parameters)
    {
        DenseNet.Plan plan = new(layers, Epsilon: KerasResNet.Epsilon);
        return new()
        {
            Name = name,
            Aliases = [name.Replace("keras_densenet", "DenseNet", StringComparison.Ordinal)],
            Family = "DenseNet (Keras)",
            Paper = "Huang et al. 2016, arXiv:1608.06993",
            PublishedParameters = parameters,
            Preprocessing = KerasApplications.Torch(),
            SchemesOf = graph => [Named(graph, plan, KerasNames.Scheme, "conv1/", "fc1000"), Named(graph, plan, KerasNames.Scheme3, "conv1_", "predictions")],
            Body = image => DenseNet.Build(plan, image),
        };
    }

    private static NameMap Named(Graph graph, DenseNet.Plan plan, string scheme, string stem, string classifier)
    {
        Dictionary<string, string> layers = new() { ["features.conv0"] = $"{stem}conv", ["features.norm0"] = $"{stem}bn", ["features.norm5"] = "bn", ["classifier"] = classifier };
        for (int block = 1; block <= plan.Layers.Length; block++)
        {
            for (int layer = 1; layer <= plan.Layers[block - 1]; layer++)
            {
                string ours = $"features.denseblock{block}.denselayer{layer}", theirs = $"conv{block + 1}_block{layer}";
                (layers[$"{ours}.norm1"], layers[$"{ours}.norm2"]) = ($"{theirs}_0_bn", $"{theirs}_1_bn");
                (layers[$"{ours}.conv1"], layers[$"{ours}.conv2"]) = ($"{theirs}_1_conv", $"{theirs}_2_conv");
            }
            (layers[$"features.transition{block}.norm"], layers[$"features.transition{block}.conv"]) = ($"pool{block + 1}_bn", $"pool{block + 1}_conv");
        }
        return KerasNames.Of(graph, m => layers[m], scheme);
    }
}
