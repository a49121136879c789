using Graft.Backbones;
using Graft.Bundles;
using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Hub;

namespace Graft.Conversion;

/// <summary>Finds out what a file, folder or package holds, without running anything in it.</summary>
public static class Inspector
{
    /// <summary>Inspects a file, a folder, a bundle, an archive, or what a built-in name or address leads to.</summary>
    /// <exception cref="GraftException">Not to be had, not sound, or nothing with weights.</exception>
    public static Inspection Inspect(string address, HubOptions? hub = null)
    {
        if (File.Exists(address) && Archives.Inspect(address) is Inspection archive) return archive;
        ResolvedModel model = ModelHub.Resolve(address, hub);
        bool bundle = File.Exists(Path.Combine(model.LocalPath, BundleFiles.Manifest));
        IReadOnlyList<FileSummary> files = Directory.Exists(model.LocalPath) ? [.. model.Files.Select(f => new FileSummary(f.Path, f.Size))] : [];
        if (bundle) return Open(Path.Combine(model.LocalPath, BundleFiles.Model), address) with { Path = model.LocalPath, Kind = "bundle", Files = files };
        return Open(WeightFile.Of(model), address) with { Files = files };
    }

    private static Inspection Open(string file, string address)
    {
        Checkpoint checkpoint = CheckpointFormats.Open(file);
        Inspection weights = new()
        {
            Path = file,
            Kind = "checkpoint",
            Format = checkpoint.Format,
            Parameters = checkpoint.Tensors.Where(Learns).Sum(t => t.Value.Count),
            Types = [.. checkpoint.Tensors.Values.GroupBy(t => t.Type).OrderByDescending(g => g.Sum(t => t.Count)).Select(g => new TypeCount(g.Key.ToString(), g.Count(), g.Sum(t => t.Count)))],
            Network = NetworkGuesses.Of(checkpoint, file, address),
            Tensors = [.. checkpoint.Tensors.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => new TensorSummary(t.Key, t.Value.Type.ToString(), t.Value.Shape))],
            Metadata = checkpoint.Metadata,
            Notes = [.. NotesOn(checkpoint)],
        };
        return OnnxFile.IsOne(file) ? weights with { Kind = "ONNX model", Graph = Summary(OnnxFile.Read(file)) } : weights;
    }

    private static bool Learns(KeyValuePair<string, TensorData> tensor) => tensor.Value.Type.IsFloat()
        && !tensor.Key.EndsWith(".running_mean", StringComparison.Ordinal) && !tensor.Key.EndsWith(".running_var", StringComparison.Ordinal);

    private static IEnumerable<string> NotesOn(Checkpoint checkpoint)
    {
        if (checkpoint.Stripped.Count > 0) yield return $"taken off the names: {string.Join(", ", checkpoint.Stripped)}";
        if (checkpoint.LeftOut.Count > 0) yield return $"beside the tensors: {string.Join(", ", checkpoint.LeftOut)}";
    }

    private static GraphSummary Summary(Graph graph)
    {
        Graph inferred = ShapeInference.Infer(graph);
        GraphCost cost = GraphCost.Of(inferred);
        return new(graph.Opset, graph.Nodes.Length, cost.MultiplyAdds, [.. inferred.Inputs.Select(Of)], [.. inferred.Outputs.Select(Of)], graph.Stages, CutProposal.Find(BatchDimension.Open(inferred)), cost.Candidates, cost.Nodes);
    }

    private static ValueSummary Of(ValueInfo value) => new(value.Name, value.Type.ToString(), [.. value.Shape?.Select(d => d.ToString()) ?? []]);
}
