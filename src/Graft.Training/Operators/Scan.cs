using System.Collections.Immutable;
using Graft.Graphs;
using Graft.Training.Execution;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// Scan, opset 9+: runs a body once for each slice of the scanned inputs; states go from one run to the next, and what else the body puts out is stacked.
/// The body must read nothing of the graph around it but its inputs.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Scan.html"/>
internal static class Scan
{
    public static IReadOnlyList<Operator> All { get; } = [new("Scan", Run)];

    private static Tensor?[] Run(Call call)
    {
        if (call.Node.Attributes.GetValueOrDefault("body") is not Graph body) throw call.Fault("expected a graph as 'body'");
        if (call.Opset < 9) throw call.Fault("expected operator set 9 or newer");
        string[] captured = [.. GraphCut.Reads(call.Node).Except(call.Node.Inputs)];
        if (captured.Length > 0) throw call.Fault($"the body reads {string.Join(", ", captured.Select(c => $"'{c}'"))} of the graph around it; pass that as a state");
        int scanned = (int)call.Node.Int("num_scan_inputs", atLeast: 1), states = call.Inputs.Count - scanned;
        using GraphExecutor executor = new(body with { Opsets = ImmutableDictionary<string, long>.Empty.Add("", call.Opset) });
        return Steps(call, body, executor, scanned, states);
    }

    private static Tensor?[] Steps(Call call, Graph body, GraphExecutor executor, int scanned, int states)
    {
        long[] axes = call.Node.Ints("scan_input_axes", new long[scanned]), directions = call.Node.Ints("scan_input_directions", new long[scanned]);
        int[] axis = [.. axes.Select((a, i) => call.Axis(a, call[states + i].dim()))];
        long length = call[states].shape[axis[0]];
        Tensor[] carried = [.. Enumerable.Range(0, states).Select(i => call[i])];
        List<Tensor>[] written = [.. Enumerable.Range(0, body.Outputs.Length - states).Select(_ => new List<Tensor>())];
        for (long t = 0; t < length; t++)
        {
            IEnumerable<Tensor> slices = Enumerable.Range(0, scanned).Select(i => call[states + i].select(axis[i], directions[i] == 0 ? t : length - 1 - t));
            Dictionary<string, Tensor> feeds = body.Inputs.Zip(carried.Concat(slices)).ToDictionary(p => p.First.Name, p => p.Second, StringComparer.Ordinal);
            IReadOnlyDictionary<string, Tensor> made = executor.Run(feeds, call.Training ? ExecutionMode.Training : ExecutionMode.Inference);
            carried = [.. body.Outputs.Take(states).Select(o => made[o.Name])];
            for (int k = 0; k < written.Length; k++) written[k].Add(made[body.Outputs[states + k].Name]);
        }
        return [.. carried, .. written.Select((w, k) => Stacked(call, w, k, written.Length))];
    }

    private static Tensor Stacked(Call call, List<Tensor> slices, int index, int count)
    {
        if (slices.Count == 0) throw call.Fault("expected at least one slice to scan");
        long axis = call.Node.Ints("scan_output_axes", new long[count])[index], direction = call.Node.Ints("scan_output_directions", new long[count])[index];
        if (direction == 1) slices.Reverse();
        return stack(slices, call.Axis(axis, slices[0].dim() + 1));
    }
}
