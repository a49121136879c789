using System.Text.Json;
using Graft.Bundles;
using Graft.Data;
using Graft.Graphs;

namespace Graft.Conversion;

/// <summary>A bundle out of a classifier that was trained elsewhere and names its labels and its pixels.</summary>
internal static class ModelBundle
{
    public static ConversionResult Write(WholeModel model, string output)
    {
        Graph graph = model.Graph;
        if (!graph.Metadata.TryGetValue(ModelNotes.Labels, out string? labels) || !graph.Metadata.TryGetValue(ModelNotes.Preprocessing, out string? pixels))
            throw new GraftException($"{model.Name} does not name its labels, which a bundle needs. Teachable Machine writes metadata.json or labels.txt beside the model; for any other, write an ONNX file: end the output's name with .onnx.");
        string[] names = JsonSerializer.Deserialize<string[]>(labels)!;
        if (graph.Outputs is not [{ Shape: [_, { Value: long classes }] }] || classes != names.Length)
            throw new GraftException($"{model.Name} has the outputs {string.Join(", ", graph.Outputs)}, but {names.Length} labels: {string.Join(", ", names)}.");
        BundleFolder.RequireWritable(output);
        BundleFolder.Write(output, folder =>
        {
            OnnxFile.Write(graph, Path.Combine(folder, BundleFiles.Model));
            File.WriteAllText(Path.Combine(folder, BundleFiles.Labels), labels);
            File.WriteAllText(Path.Combine(folder, BundleFiles.Preprocessing), Preprocessing.Parse(pixels).ToJson());
            File.WriteAllText(Path.Combine(folder, BundleFiles.Card), Card(model, names));
        });
        return new(output, $"bundle, opset {graph.Opset}", model.Name, graph.Initializers.Count, graph.Initializers.Values.Sum(t => t.Count), model.Notes);
    }

    private static string Card(WholeModel model, string[] labels) => $"# {model.Name}\n\nA classifier of {labels.Length} labels ({string.Join(", ", labels)}), trained elsewhere and converted.\n"
        + "Nothing is known of its accuracy: `graft evaluate` scores it on photos that you trust.\n";
}
