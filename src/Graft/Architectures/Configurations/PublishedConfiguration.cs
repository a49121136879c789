using System.Text.Json;
using Graft.Checkpoints;
using Graft.Data;

namespace Graft.Architectures.Configurations;

/// <summary>What lies beside a checkpoint and says what it is: the config.json of timm or transformers, and transformers' preprocessor_config.json.</summary>
/// <param name="Architecture">The network.</param>
/// <param name="Scheme">Whose names the file should have; null where the tensors decide.</param>
/// <param name="Classes">Outputs of its classifier.</param>
/// <param name="Preprocessing">How photos enter; null where nothing says.</param>
public sealed record PublishedConfiguration(Architecture Architecture, string? Scheme, int Classes, Preprocessing? Preprocessing)
{
    private const long LargestConfig = 16 << 20;

    /// <summary>Reads the configuration in a folder; null where there is none, or it is of no network for images that Graft builds.</summary>
    /// <exception cref="GraftException">It is no JSON, or wants a variant that Graft does not build.</exception>
    public static PublishedConfiguration? Beside(string folder)
    {
        string path = Path.Combine(folder, "config.json");
        if (!File.Exists(path)) return null;
        using JsonDocument json = Json.Open(path, "config.json", LargestConfig);
        ConfigReader config = new(json.RootElement, path);
        if (TransformersConfig.Knows(config)) return OfTransformers(config, folder);
        return TimmConfig.Knows(config) ? OfTimm(config) : null;
    }

    private static PublishedConfiguration OfTransformers(ConfigReader config, string folder)
    {
        Architecture architecture = TransformersConfig.ArchitectureOf(config);
        return new(architecture, "transformers", TransformersConfig.ClassesOf(config), ProcessorOf(folder, architecture.ImageSize));
    }

    private static PublishedConfiguration OfTimm(ConfigReader config) => new(TimmConfig.ArchitectureOf(config), null, TimmConfig.ClassesOf(config),
        config.Below("pretrained_cfg") is ConfigReader pretrained ? TimmConfig.PreprocessingOf(pretrained) : null);

    private static Preprocessing? ProcessorOf(string folder, int imageSize)
    {
        string path = Path.Combine(folder, "preprocessor_config.json");
        if (!File.Exists(path)) return null;
        using JsonDocument json = Json.Open(path, "preprocessor_config.json", LargestConfig);
        return ImageProcessorConfig.PreprocessingOf(new(json.RootElement, path), imageSize);
    }
}
