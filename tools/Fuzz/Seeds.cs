using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Fuzz;

/// <summary>A file to damage: it lies in a work folder with all the files that belong to it.</summary>
/// <param name="Reader">What reads it, for the tally.</param>
/// <param name="Path">The file in the work folder.</param>
/// <param name="Open">What is opened: the file, or the file that leads to it.</param>
/// <param name="Content">The bytes to damage: the undamaged ones, or some that were damaged once.</param>
internal sealed record Seed(string Reader, string Path, string Open, byte[] Content)
{
    /// <summary>What lies in the work folder between two tries.</summary>
    public byte[] Original { get; } = Content;
}

/// <summary>Undamaged and known bad files of the shared fixtures, copied to a work folder.</summary>
internal static class FuzzSeeds
{
    private static readonly string[] Folders = ["fixtures/safetensors", "fixtures/checkpoints", "fixtures/keras", "fixtures/tensorflow", "fixtures/training"];
    private static readonly string[] Readable = [".safetensors", ".json", ".pth", ".pt", ".th", ".h5", ".keras", ".pb", ".index", ".onnx", ".whl"];
    private static readonly string[] NoCheckpoints = ["expected.json", "bad.json"];

    public static IReadOnlyList<Seed> Copy(string shared, string work, long largest = 300_000)
    {
        foreach (string folder in Folders.Where(f => Directory.Exists(System.IO.Path.Combine(shared, f)))) CopyFolder(System.IO.Path.Combine(shared, folder), System.IO.Path.Combine(work, System.IO.Path.GetFileName(folder)), largest);
        Made(work);
        return [.. Directory.EnumerateFiles(work, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(f => Of(f, largest)).OfType<Seed>()];
    }

    private static Seed? Of(string path, long largest)
    {
        string extension = System.IO.Path.GetExtension(path), name = System.IO.Path.GetFileName(path);
        if (new FileInfo(path).Length > largest || NoCheckpoints.Contains(name)) return null;
        if (name.Contains(".data-0", StringComparison.Ordinal)) return new("TensorFlow data", path, path[..path.IndexOf(".data-0", StringComparison.Ordinal)] + ".index", File.ReadAllBytes(path));
        if (!Readable.Contains(extension) || extension == ".json" && path.Contains("training", StringComparison.Ordinal)) return null;
        return new(extension == ".whl" ? "zip" : extension, path, extension == ".whl" ? $"{path}:x.safetensors" : path, File.ReadAllBytes(path));
    }

    /// <summary>What the fixtures lack: a wheel, and an ONNX model with every kind of attribute.</summary>
    private static void Made(string work)
    {
        Directory.CreateDirectory(work);
        GraphBuilder builder = new("small");
        Wire x = builder.Input("image", ElementType.Float32, "batch", 3, 8, 8).Conv("conv", 4, new(3) { Padding = 1 }).Relu().MaxPool(new(2) { Stride = 2 }).Flatten().Linear("fc", 2).Stage("head");
        Graph graph = builder.ToGraph(("logits", x));
        Graph filled = graph.With(graph.Initializers.Where(i => !i.Value.HasData).Select(i => KeyValuePair.Create(i.Key, new TensorData(i.Value.Type, i.Value.Shape, new byte[i.Value.ByteCount]))));
        OnnxFile.Write(filled, System.IO.Path.Combine(work, "small.onnx"));
        SafetensorsWriter.Write(System.IO.Path.Combine(work, "x.safetensors"), filled.Initializers);
        using System.IO.Compression.ZipArchive zip = new(File.Create(System.IO.Path.Combine(work, "p.whl")), System.IO.Compression.ZipArchiveMode.Create);
        using Stream entry = zip.CreateEntry("x.safetensors").Open();
        entry.Write(File.ReadAllBytes(System.IO.Path.Combine(work, "x.safetensors")));
    }

    private static void CopyFolder(string from, string to, long largest)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(f => new FileInfo(f).Length <= largest))
        {
            string target = System.IO.Path.Combine(to, System.IO.Path.GetRelativePath(from, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
