using System.CommandLine;
using System.Globalization;
using Graft.Cli.Output;
using Graft.Conversion;
using Graft.Graphs;

namespace Graft.Cli.Commands;

/// <summary>graft inspect: what a model, checkpoint, bundle or package holds, what network it is, and where one may cut.</summary>
internal static class InspectCommand
{
    private static readonly Argument<string> Model = new("model") { Description = "a model, checkpoint, bundle or package: built-in name, file, folder, or nuget:PACKAGE@VERSION:path" };
    private static readonly Option<bool> Layers = new("--layers") { Description = "list every node" };

    public static Command Create()
    {
        Command inspect = new("inspect", "Show what a model or file of weights holds, what network it is, and where it may be cut.\n\nExamples:\n  graft inspect bundle\n  graft inspect model.safetensors\n  graft inspect resnet18 --layers")
            { Model, Layers };
        inspect.SetAction(parsed => Run(parsed));
        return inspect;
    }

    private static int Run(ParseResult parsed)
    {
        Inspection found = Inspector.Inspect(parsed.GetRequiredValue(Model), Globals.Hub(parsed));
        bool layers = parsed.GetValue(Layers);
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(ResultJson.Of(layers ? found : found with { Graph = found.Graph is null ? null : found.Graph with { Layers = [] } }));
        else Show(found, layers);
        return ExitCodes.Done;
    }

    private static void Show(Inspection found, bool layers)
    {
        Console.Out.WriteLine($"{found.Path}: {found.Kind}{(found.Format is null ? "" : $" ({found.Format})")}{(found.Tensors.Count == 0 ? "" : $", {Results.Text(found.Tensors.Count)} tensors, {Results.Text(found.Parameters)} parameters")}");
        if (found.Types.Count > 0) Console.Out.WriteLine($"types: {string.Join(", ", found.Types.Select(t => $"{t.Type} ({Results.Text(t.Tensors)} tensors, {Results.Text(t.Values)} values)"))}");
        foreach (string note in found.Notes) Console.Out.WriteLine(note);
        if (found.Network is NetworkGuess network) Show(network);
        else if (found.Tensors.Count > 0 && found.Graph is null) Console.Out.WriteLine("network: none of the built-in ones, nor near to one");
        foreach ((string key, string value) in found.Metadata) Console.Out.WriteLine($"{key}: {(value.Length > 120 ? value[..120] + "..." : value)}");
        if (found.Files.Count > 0) Results.Table(["file", "bytes"], found.Files.Select(f => (IReadOnlyList<string>)[f.Name, Results.Text(f.Bytes)]));
        if (found.Graph is GraphSummary graph) Show(graph, layers);
        else if (found.Tensors.Count > 0) Results.Table(["tensor", "type", "shape"], found.Tensors.Select(t => (IReadOnlyList<string>)[t.Name, t.Type, TensorData.Describe(t.Shape)]));
    }

    private static void Show(NetworkGuess network)
    {
        string classes = network.Classes is int count ? $", {Results.Text((long)count)} classes" : ", no classifier";
        Console.Out.WriteLine($"network: {network.Name}, {network.Scheme} names{classes} (told by {network.FoundBy})");
        if (network.Alternatives.Count > 0) Console.Out.WriteLine($"has the same tensors as {string.Join(", ", network.Alternatives)}");
        Console.Out.WriteLine(network.DoesNotFit is null ? "all of it fits" : $"does not fit: {network.DoesNotFit}");
    }

    private static void Show(GraphSummary graph, bool layers)
    {
        Console.Out.WriteLine($"opset {graph.Opset}, {graph.Nodes} nodes, {Results.Text(graph.MultiplyAdds / 1_000_000)} M multiply-adds an example");
        foreach (ValueSummary input in graph.Inputs) Console.Out.WriteLine($"input  '{input.Name}' {input.Type} ({string.Join(", ", input.Shape)})");
        foreach (ValueSummary output in graph.Outputs) Console.Out.WriteLine($"output '{output.Name}' {output.Type} ({string.Join(", ", output.Shape)})");
        if (graph.Stages.Count > 0) Results.Table(["stage", "tensor"], graph.Stages.Select(s => (IReadOnlyList<string>)[s.Name, s.Tensor]));
        Console.Out.WriteLine(layers ? "\nnodes:" : $"\nwhere one may cut (--cut TENSOR){(graph.ProposedCut is null ? "" : $"; proposed: {graph.ProposedCut}")}:");
        Results.Table(["tensor", "made by", "shape", "bytes/example", "compute before %", "parameters"], (layers ? graph.Layers : graph.Candidates).Select(Row));
    }

    private static IReadOnlyList<string> Row(CutCandidate c) =>
        [c.Tensor, c.OpType, c.Shape, Results.Text(c.Bytes), (100 * c.ComputeShare).ToString("F1", CultureInfo.InvariantCulture), Results.Text(c.Parameters)];
}
