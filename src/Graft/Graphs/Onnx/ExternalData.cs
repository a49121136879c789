using System.Globalization;
using Graft.Checkpoints;

namespace Graft.Graphs.Onnx;

/// <summary>
/// Tensors whose values lie in files beside the model. Only files in the model's own folder or below are opened, never through a link that leaves it, and never
/// beyond their end. Specification: https://github.com/onnx/onnx/blob/main/docs/ExternalData.md
/// </summary>
internal sealed class ExternalData(string folder)
{
    private readonly Dictionary<string, MappedFile> _files = [];

    /// <summary>The values of one tensor, mapped and not copied.</summary>
    public ReadOnlyMemory<byte> Open(TensorProto tensor)
    {
        Dictionary<string, string> entries = tensor.ExternalData.GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.Last().Value);
        string? unknown = entries.Keys.FirstOrDefault(k => k is not ("location" or "offset" or "length" or "checksum"));
        if (unknown is not null) throw new GraftException($"external data with the unknown key '{unknown}' are refused.");
        MappedFile file = File(entries.GetValueOrDefault("location") ?? throw new GraftException("external data without a location."));
        long offset = Number(entries, "offset", 0);
        return file.Slice(offset, Number(entries, "length", Math.Max(0, file.Length - offset)));
    }

    private MappedFile File(string location)
    {
        if (_files.TryGetValue(location, out MappedFile? open)) return open;
        string path = SafePath.Below(folder, location.StartsWith("./", StringComparison.Ordinal) ? location[2..] : location, "location of external data");
        RefuseLinksOut(path, location);
        return _files[location] = MappedFile.Open(path);
    }

    // Hubs' caches link single files into a store of blobs; a link is followed only for the file itself and only where the model is such a link too.
    private void RefuseLinksOut(string path, string location)
    {
        for (string? below = Path.GetDirectoryName(path); below is not null && below.Length > folder.Length; below = Path.GetDirectoryName(below))
            if (new DirectoryInfo(below).LinkTarget is not null) throw new GraftException($"external data at '{location}' are refused: '{Path.GetFileName(below)}' is a link.");
        FileInfo file = new(path);
        if (file.LinkTarget is null) return;
        string target = file.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        bool hubCache = Path.GetDirectoryName(target) is string blobs && Path.GetFileName(blobs) == "blobs"
            && Path.GetFullPath(folder).StartsWith(Path.GetDirectoryName(blobs) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
        if (!hubCache) throw new GraftException($"external data at '{location}' are refused: the file is a link that leaves the model's folder.");
    }

    private static long Number(Dictionary<string, string> entries, string key, long orElse)
    {
        if (!entries.TryGetValue(key, out string? text)) return orElse;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
            : throw new GraftException($"external data: expected '{key}' to be a number of at least 0, got '{text}'.");
    }
}
