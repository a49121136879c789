using Graft.Data;
using Graft.Data.Images;

namespace Graft.Architectures;

/// <summary>Weights that torchvision publishes; the file's name ends with the first eight digits of its SHA-256.</summary>
internal static class TorchvisionWeights
{
    private const string Site = "https://download.pytorch.org/models/";
    private const string Licence = "BSD-3-Clause";

    /// <summary>The first training recipe: resize 256, crop 224, bilinear.</summary>
    public static Weights Of(string file, string hash, double top1, int crop = 224, int resize = 256, Interpolation interpolation = Interpolation.Bilinear) =>
        new("imagenet1k_v1", $"{Site}{file}-{hash}.pth", Licence, hash, top1, Preprocessing.ImageNet(resize, crop, interpolation));

    /// <summary>The later recipe (more epochs, more augmentation): resize 232, crop 224, unless said otherwise.</summary>
    public static Weights Second(string file, string hash, double top1, int crop = 224, int resize = 232) =>
        Of(file, hash, top1, crop, resize) with { Name = "imagenet1k_v2" };
}
