using Graft.Data;
using Graft.Graphs;

namespace Graft.Backbones;

/// <summary>
/// ResNet-18 as the NuGet package Microsoft.ML.DnnImageFeaturizer.ResNet18 0.23.1 carries it: trained on ImageNet with CNTK, opset 8, converter's names, batch of 1,
/// no classifier: 512 features after the average pooling. What it wants of photos is in the package's second graph: BGR of 0 to 255 minus a mean picture.
/// docs/packages.md has the findings. Paper: He et al. 2015, arXiv:1512.03385.
/// </summary>
internal static class PackagedResNet18
{
    private const string Sha256 = "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f";

    // Blocks end with these activations; two of them make a stage.
    private static readonly Stage[] Stages =
    [
        new("stem", "Pooling255_Output_0"), new("layer1", "ReLU283_Output_0"), new("layer2", "ReLU315_Output_0"), new("layer3", "ReLU347_Output_0"), new("layer4", "ReLU393_Output_0"),
    ];

    public static bool IsThis(string sha256, string file) => sha256 == Sha256 && File.Exists(PixelsBeside(file));

    public static Backbone Open(Graph network, string file, string? cut)
    {
        Graph whole = OnnxFile.Read(PixelsBeside(file)).Append(network, "feed ResNet-18 with the package's own preprocessing", new Dictionary<string, string> { ["Input247"] = "PreprocessedInput" });
        Backbone backbone = OnnxBackbone.Open(whole with { Name = "resnet18", Stages = [.. Stages] }, cut ?? "Pooling395_Output_0");
        return backbone with { Name = "resnet18", Preprocessing = Preprocessing, Origin = backbone.Origin with { Notes = [] } };
    }

    private static string PixelsBeside(string file) => Path.Combine(Path.GetDirectoryName(file)!, "..", "ResNetPrepOnnx", "ResNetPreprocess.onnx");

    private static Preprocessing Preprocessing { get; } = new() { ShorterSide = 256, Crop = new(224, 224), Rescale = 1 };
}
