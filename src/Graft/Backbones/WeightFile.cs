using Graft.Checkpoints;
using Graft.Hub;

namespace Graft.Backbones;

/// <summary>Which of a model's files holds its weights.</summary>
internal static class WeightFile
{
    /// <summary>The one file of weights, or the usual one of several.</summary>
    /// <exception cref="GraftException">There is none, or it is not clear which; the message lists them.</exception>
    public static string Of(ResolvedModel model)
    {
        if (File.Exists(model.LocalPath)) return model.LocalPath;
        string[] candidates = [.. model.Files.Select(f => f.LocalPath).Where(p => Archive.WeightExtensions.Contains(Path.GetExtension(p), StringComparer.OrdinalIgnoreCase))];
        return candidates switch
        {
            // TensorFlow.js' shards end with .bin, too.
            _ when CheckpointFormats.FolderFiles.Select(f => Path.Combine(model.LocalPath, f)).FirstOrDefault(File.Exists) is string published => published,
            [string one] => one,
            [] => throw new GraftException($"{model.LocalPath}: expected a model (.onnx, .safetensors, .pth), found {model.Files.Count} other files. Name the file."),
            _ => throw new GraftException($"{model.LocalPath} holds several models: {string.Join(", ", candidates.Take(10).Select(c => Path.GetRelativePath(model.LocalPath, c)))}. Name one of them, "
                + "after ':' in a package."),
        };
    }
}
