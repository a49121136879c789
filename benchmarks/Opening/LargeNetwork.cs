using Graft.Architectures;
using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Tests;

namespace Graft.Benchmarks;

/// <summary>VGG-16 with drawn weights: 138 million parameters, three quarters of them in one matrix.</summary>
internal static class LargeNetwork
{
    public static Architecture Architecture { get; } = Architecture.Get("vgg16");

    /// <summary>The files, which are made once.</summary>
    public static string[] Write(string folder)
    {
        Directory.CreateDirectory(folder);
        string[] files = [Path.Combine(folder, "vgg16.safetensors"), Path.Combine(folder, "vgg16.onnx")];
        if (files.All(File.Exists)) return files;
        Graph declared = Architecture.Build();
        Graph graph = declared.With(declared.Initializers.Where(i => !i.Value.HasData).Select(i => KeyValuePair.Create(i.Key, SyntheticWeights.Parameter(i.Key, i.Value.Shape, normalisation: false, gain: 1))));
        SafetensorsWriter.Write(files[0], graph.Initializers.Where(i => i.Value.Type == ElementType.Float32));
        OnnxFile.Write(graph, files[1]);
        return files;
    }
}
