using Graft.Data;
using Graft.Data.Images;

namespace Graft.Architectures.Configurations;

/// <summary>The config.json of timm: the network by name, and under 'pretrained_cfg' how its photos enter.</summary>
internal static class TimmConfig
{
    public static bool Knows(ConfigReader config) => config.Has("architecture");

    /// <summary>The network; a tag behind a dot ('resnet50.a1_in1k') says who trained it and changes nothing.</summary>
    public static Architecture ArchitectureOf(ConfigReader config)
    {
        string name = config.Text("architecture", "").Split('.')[0];
        // timm has some names for networks of its own that torchvision uses for others.
        return Architecture.All.FirstOrDefault(a => a.Aliases.Contains(name)) ?? Architecture.Get(name);
    }

    public static int ClassesOf(ConfigReader config) => config.Int("num_classes", config.Below("pretrained_cfg")?.Int("num_classes", 1000) ?? 1000);

    /// <summary>timm's evaluation preprocessing: the shorter side is the crop divided by crop_pct, rounded down.</summary>
    public static Preprocessing PreprocessingOf(ConfigReader pretrained)
    {
        int[] input = pretrained.Ints("input_size", [3, 224, 224]);
        string mode = pretrained.Text("crop_mode", "center");
        pretrained.Require("crop_mode", mode, "center", "squash");
        // A thousandth of rounding error must not cost a pixel: 224 / 0.875 is 256.
        int side = (int)Math.Floor(input[1] / pretrained.Double("crop_pct", 0.875) + 1e-9);
        return new Preprocessing
        {
            ShorterSide = mode == "center" ? side : null,
            ExactSize = mode == "squash" ? new(side, side) : null,
            Crop = new(input[1], input[2]),
            Channels = input[0],
            Interpolation = Filter(pretrained, pretrained.Text("interpolation", "bicubic")),
            Mean = pretrained.Doubles("mean", [0.485, 0.456, 0.406]),
            Std = pretrained.Doubles("std", [0.229, 0.224, 0.225]),
        }.Checked();
    }

    private static Interpolation Filter(ConfigReader config, string name)
    {
        config.Require("interpolation", name, "bicubic", "bilinear", "nearest", "lanczos");
        return name switch
        {
            "bicubic" => Interpolation.Bicubic,
            "bilinear" => Interpolation.Bilinear,
            "nearest" => Interpolation.Nearest,
            _ => Interpolation.Lanczos,
        };
    }
}
