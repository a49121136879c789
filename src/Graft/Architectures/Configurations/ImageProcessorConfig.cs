using Graft.Data;
using Graft.Data.Images;

namespace Graft.Architectures.Configurations;

/// <summary>preprocessor_config.json of Hugging Face transformers: how the photos of a checkpoint enter.</summary>
internal static class ImageProcessorConfig
{
    // Pillow's numbers of its filters.
    private static readonly Interpolation[] Filters =
        [Interpolation.Nearest, Interpolation.Lanczos, Interpolation.Bilinear, Interpolation.Bicubic, Interpolation.Box, Interpolation.Hamming];

    /// <summary>The preprocessing; <paramref name="imageSize"/> is the network's own, for files that leave sizes out.</summary>
    public static Preprocessing PreprocessingOf(ConfigReader config, int imageSize)
    {
        double[] mean = config.Doubles("image_mean", [0.5, 0.5, 0.5]), std = config.Doubles("image_std", [0.5, 0.5, 0.5]);
        bool normalises = config.Bool("do_normalize", true);
        int resample = config.Int("resample", 2);
        config.Require("resample", resample, 0, 1, 2, 3, 4, 5);
        // EfficientNet with its classifier divides a second time.
        bool twice = config.Bool("include_top", false) && Kind(config).StartsWith("EfficientNet", StringComparison.Ordinal);
        Preprocessing sized = Sized(config, imageSize);
        return (sized with
        {
            Interpolation = Filters[resample],
            Rescale = config.Bool("do_rescale", true) ? config.Double("rescale_factor", 1.0 / 255) : 1,
            Mean = normalises ? mean : [0, 0, 0],
            Std = normalises ? twice ? [.. std.Select(s => s * s)] : std : [1, 1, 1],
        }).Checked();
    }

    private static string Kind(ConfigReader config) => config.Text("image_processor_type", config.Text("feature_extractor_type", ""));

    private static Preprocessing Sized(ConfigReader config, int imageSize)
    {
        ConfigReader? size = config.Below("size"), crop = config.Below("crop_size");
        bool crops = config.Bool("do_center_crop", false);
        ImageSize? kept = !crops ? null : crop is null ? Square(config.Int("crop_size", imageSize)) : new(crop.Int("height", imageSize), crop.Int("width", imageSize));
        if (size?.Has("height") == true) return new() { ExactSize = new(size.Int("height", imageSize), size.Int("width", imageSize)), Crop = kept };
        int side = size?.Int("shortest_edge", imageSize) ?? (config.IsNumber("size") ? config.Int("size", imageSize) : imageSize);
        if (Kind(config).StartsWith("ConvNext", StringComparison.Ordinal)) return ConvNextSized(config, side);
        // A bare number meant a square before there were objects, unless a crop follows.
        return crops || size is not null ? new() { ShorterSide = side, Crop = kept ?? Square(imageSize) } : new() { ExactSize = Square(side) };
    }

    /// <summary>Below 384 pixels the picture is scaled to side / crop_pct and cropped, from there on it is squeezed into the square.</summary>
    private static Preprocessing ConvNextSized(ConfigReader config, int side) => side >= 384 ? new() { ExactSize = Square(side) }
        : new() { ShorterSide = (int)(side / config.Double("crop_pct", 224.0 / 256) + 1e-9), Crop = Square(side) };

    private static ImageSize Square(int side) => new(side, side);
}
