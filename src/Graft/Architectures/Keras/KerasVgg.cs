using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>VGG as Keras publishes it; the first linear layer counts its inputs channels last.</summary>
internal static class KerasVgg
{
    public static IEnumerable<Architecture> All => [Row("keras_vgg16", [2, 2, 3, 3, 3], 138_357_544), Row("keras_vgg19", [2, 2, 4, 4, 4], 143_667_240),
        WithoutTop("keras_vgg16_notop", [2, 2, 3, 3, 3], 15_227_688), WithoutTop("keras_vgg19_notop", [2, 2, 4, 4, 4], 20_537_384)];

    /// <summary>The files without the top, which end with the last pooling; a classifier of one layer is put on it.</summary>
    private static Architecture WithoutTop(string name, int[] depths, long parameters) => new()
    {
        Name = name,
        Family = "VGG (Keras)",
        Paper = "Simonyan and Zisserman 2014, arXiv:1409.1556",
        PublishedParameters = parameters,
        Preprocessing = KerasApplications.Caffe(),
        SchemesOf = graph => [KerasNames.Of(graph, module => Layers(depths).GetValueOrDefault(module, module))],
        Body = image => Pooled(Vgg.Convolutions(depths, false, image)),
    };

    private static Architecture Row(string name, int[] depths, long parameters) => new()
    {
        Name = name,
        Aliases = [name.Replace("keras_vgg", "VGG", StringComparison.Ordinal)],
        Family = "VGG (Keras)",
        Paper = "Simonyan and Zisserman 2014, arXiv:1409.1556",
        PublishedParameters = parameters,
        Preprocessing = KerasApplications.Caffe(),
        SchemesOf = graph => [KerasNames.Of(graph, module => Layers(depths)[module], special: Flattened)],
        Body = image => Vgg.Build(depths, false, image),
    };

    private static Network Pooled(Wire x) => new(x, x.MeanOverSpace("avgpool", "flatten"), "predictions");

    private static NameRow Flattened => new("classifier.0.weight", "fc1/kernel") { Change = TensorChange.TransposedChannelsLast(7, 7) };

    private static Dictionary<string, string> Layers(int[] depths)
    {
        Dictionary<string, string> layers = new() { ["classifier.0"] = "fc1", ["classifier.3"] = "fc2", ["classifier.6"] = "predictions" };
        int at = 0;
        for (int block = 1; block <= depths.Length; block++, at++) // a pooling follows each block
            for (int i = 1; i <= depths[block - 1]; i++, at += 2) layers[$"features.{at}"] = $"block{block}_conv{i}";
        return layers;
    }
}
