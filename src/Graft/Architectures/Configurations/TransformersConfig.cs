namespace Graft.Architectures.Configurations;

/// <summary>The network that the config.json of Hugging Face transformers describes. Keys and defaults are those of its configuration classes.</summary>
internal static class TransformersConfig
{
    private static readonly Dictionary<string, Func<ConfigReader, Architecture>> Known = new(StringComparer.Ordinal)
    {
        ["resnet"] = ResNetOf, ["vit"] = config => VisionTransformerOf(config, distilled: false), ["deit"] = config => VisionTransformerOf(config, distilled: true),
        ["convnext"] = ConvNextOf, ["swin"] = SwinOf, ["mobilenet_v2"] = MobileNetV2Of, ["efficientnet"] = EfficientNetOf,
    };

    /// <summary>Whether the configuration is of a network for images that Graft builds.</summary>
    public static bool Knows(ConfigReader config) => Known.ContainsKey(config.Text("model_type", ""));

    /// <summary>The network; its 'transformers' scheme names the tensors of the file.</summary>
    public static Architecture ArchitectureOf(ConfigReader config) => Known[config.Text("model_type", "")](config);

    /// <summary>Outputs of the classifier: num_labels, or as many as id2label has; transformers' default is 2.</summary>
    public static int ClassesOf(ConfigReader config) => config.Has("num_labels") ? config.Int("num_labels", 2) : config.CountOf("id2label") is > 0 and int count ? count : 2;

    private static Architecture ResNetOf(ConfigReader config)
    {
        bool basic = config.Text("layer_type", "bottleneck") == "basic";
        config.Require("layer_type", config.Text("layer_type", "bottleneck"), "basic", "bottleneck");
        config.Require("hidden_act", config.Text("hidden_act", "relu"), "relu");
        config.Require("embedding_size", config.Int("embedding_size", 64), 64);
        config.Require("downsample_in_first_stage", config.Bool("downsample_in_first_stage", false), false);
        config.Require("downsample_in_bottleneck", config.Bool("downsample_in_bottleneck", false), false);
        int expansion = basic ? 1 : 4;
        int[] widths = [.. config.Ints("hidden_sizes", [256, 512, 1024, 2048]).Select(w => w / expansion)], depths = config.Ints("depths", [3, 4, 6, 3]);
        return ResNet.Row(Named("resnet", depths), new(depths, expansion, Widths: widths), null, "He et al. 2015, arXiv:1512.03385");
    }

    private static Architecture VisionTransformerOf(ConfigReader config, bool distilled)
    {
        config.Require("hidden_act", config.Text("hidden_act", "gelu"), "gelu");
        config.Require("qkv_bias", config.Bool("qkv_bias", true), true);
        int width = config.Int("hidden_size", 768), layers = config.Int("num_hidden_layers", 12), patch = config.Int("patch_size", 16);
        VisionTransformer.Plan plan = new(width, layers, config.Int("num_attention_heads", 12), patch, config.Int("intermediate_size", 3072),
            (float)config.Double("layer_norm_eps", 1e-12), distilled);
        return VisionTransformer.Row($"{(distilled ? "deit" : "vit")}_{width}x{layers}_patch{patch}", plan, null, "Dosovitskiy et al. 2020, arXiv:2010.11929", [], Size(config));
    }

    private static Architecture ConvNextOf(ConfigReader config)
    {
        config.Require("hidden_act", config.Text("hidden_act", "gelu"), "gelu");
        config.Require("patch_size", config.Int("patch_size", 4), 4);
        int[] depths = config.Ints("depths", [3, 3, 9, 3]);
        return ConvNext.Row(Named("convnext", depths), new(depths, config.Ints("hidden_sizes", [96, 192, 384, 768]), (float)config.Double("layer_norm_eps", 1e-12)), null, Size(config));
    }

    private static Architecture SwinOf(ConfigReader config)
    {
        config.Require("hidden_act", config.Text("hidden_act", "gelu"), "gelu");
        config.Require("qkv_bias", config.Bool("qkv_bias", true), true);
        config.Require("patch_size", config.Int("patch_size", 4), 4);
        config.Require("mlp_ratio", config.Double("mlp_ratio", 4), 4);
        config.Require("use_absolute_embeddings", config.Bool("use_absolute_embeddings", false), false);
        int[] depths = config.Ints("depths", [2, 2, 6, 2]);
        Swin.Plan plan = new(config.Int("embed_dim", 96), depths, config.Ints("num_heads", [3, 6, 12, 24]), config.Int("window_size", 7), (float)config.Double("layer_norm_eps", 1e-5));
        return Swin.Row(Named("swin", depths), plan, null, null, Size(config));
    }

    private static Architecture MobileNetV2Of(ConfigReader config)
    {
        config.Require("hidden_act", config.Text("hidden_act", "relu6"), "relu6");
        config.Require("expand_ratio", config.Double("expand_ratio", 6), 6);
        config.Require("output_stride", config.Int("output_stride", 32), 32);
        config.Require("first_layer_is_expansion", config.Bool("first_layer_is_expansion", true), true);
        ConvStyle style = ConvStyle.Relu6 with { Epsilon = (float)config.Double("layer_norm_eps", 1e-3), TensorFlow = config.Bool("tf_padding", true) };
        double width = config.Double("depth_multiplier", 1);
        return MobileNetV2.Row(FormattableString.Invariant($"mobilenet_v2_{width:0.0#}"), width, style, null, [], classes: ClassesOf(config), size: Size(config));
    }

    private static Architecture EfficientNetOf(ConfigReader config)
    {
        config.Require("hidden_act", config.Text("hidden_act", "swish"), "swish", "silu");
        config.Require("squeeze_expansion_ratio", config.Double("squeeze_expansion_ratio", 0.25), 0.25);
        double width = config.Double("width_coefficient", 2), depth = config.Double("depth_coefficient", 3.1);
        ConvStyle style = ConvStyle.Silu.AsTensorFlow with { Epsilon = (float)config.Double("batch_norm_eps", 1e-3) };
        return EfficientNet.Row(FormattableString.Invariant($"efficientnet_{width:0.0#}_{depth:0.0#}"), new(width, depth), style, config.Int("image_size", 600), null);
    }

    private static int Size(ConfigReader config) => config.Int("image_size", 224);

    private static string Named(string family, int[] depths) => $"{family}_{string.Join("_", depths)}";
}
