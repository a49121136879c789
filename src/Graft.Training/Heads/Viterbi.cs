using Graft.Graphs;

namespace Graft.Training.Heads;

/// <summary>
/// Viterbi's algorithm (1967) as two ONNX Scan nodes: forwards the best score of a path to each tag and where it came from, backwards the path itself.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__Scan.html"/>
internal static class Viterbi
{
    /// <summary>The best path (batch, sequence), -1 where the mask is 0, and its score (batch).</summary>
    /// <param name="emissions">(batch, sequence, tags).</param>
    /// <param name="mask">int64 (batch, sequence), 1 where a token carries a tag.</param>
    /// <param name="start">Score of each first tag.</param>
    /// <param name="end">Score of each last tag.</param>
    /// <param name="between">Scores (tags, tags) from row to column.</param>
    /// <param name="at">Path of the nodes.</param>
    public static (Wire Tags, Wire Score) Decode(Wire emissions, Wire mask, Wire start, Wire end, Wire between, string at)
    {
        GraphBuilder g = emissions.Builder;
        Dimension batch = emissions.Shape[0], sequence = emissions.Shape[1];
        long tags = emissions.Size(-1);
        Wire one = g.Constant($"{at}.one", TensorData.Scalar(1L)), none = g.Constant($"{at}.none", TensorData.Scalar(-1L));
        Wire carries = mask.IsEqual(one, $"{at}.carries");
        Wire isFirst = g.Node("And", $"{at}.is_first", [carries, mask.CumulativeSum(1, $"{at}.number").IsEqual(one, $"{at}.is_one")], carries.Shape, ElementType.Bool);
        Wire fresh = emissions.Add(start, $"{at}.fresh");
        // No path has a score before the first tag, which starts afresh; what stands here is never read.
        IReadOnlyList<Wire> scan = Scan(g, $"{at}.forward", Forward(tags, $"{at}.forward"), [between, emissions.At(1, 0, $"{at}.before")], [emissions, fresh, carries, isFirst], backwards: false,
            [new("transitions", ElementType.Float32, [tags, tags]), new("best", ElementType.Float32, [batch, tags]), new("origins", ElementType.Int64, [sequence, batch, tags])]);
        Wire total = scan[1].Add(end, $"{at}.total");
        Wire last = ArgMax(total, 1, keep: true, $"{at}.last");                                           // (batch, 1)
        Wire path = Scan(g, $"{at}.backward", Backward(tags, $"{at}.backward"), [last], [scan[2]], backwards: true,
            [new("first", ElementType.Int64, [batch, 1]), new("path", ElementType.Int64, [sequence, batch, 1])])[1];
        Wire byText = path.Transpose([1, 0, 2], $"{at}.by_text").Reshape([0, 0], $"{at}.path");           // (batch, sequence)
        return (carries.Choose(byText, none, $"{at}.tags"), total.GatherElements(last, 1, $"{at}.score_column").Reshape([-1], $"{at}.score"));
    }

    /// <summary>One token forwards: (transitions, best; emission, fresh, carries, first) to (transitions, best, origin).</summary>
    private static Graph Forward(long tags, string at)
    {
        GraphBuilder g = new(at);
        Wire between = g.Input($"{at}.transitions", ElementType.Float32, tags, tags), best = g.Input($"{at}.best", ElementType.Float32, "batch", tags);
        Wire emission = g.Input($"{at}.emission", ElementType.Float32, "batch", tags), fresh = g.Input($"{at}.fresh", ElementType.Float32, "batch", tags);
        Wire carries = g.Input($"{at}.carries", ElementType.Bool, "batch").Reshape([0, 1], $"{at}.carries_column");
        Wire isFirst = g.Input($"{at}.is_first", ElementType.Bool, "batch").Reshape([0, 1], $"{at}.first_column");

        Wire paths = best.Reshape([0, tags, 1], $"{at}.from").Add(between, $"{at}.paths");                 // (batch, from, to)
        Wire origin = ArgMax(paths, 1, keep: true, $"{at}.origin");                                        // (batch, 1, to)
        Wire reached = paths.GatherElements(origin, 1, $"{at}.reached").Reshape([0, tags], $"{at}.reached_row").Add(emission, $"{at}.with_emission");
        Wire next = carries.Choose(isFirst.Choose(fresh, reached, $"{at}.scores"), best, $"{at}.next");
        Wire stay = g.Constant($"{at}.stay", TensorData.Of([.. Enumerable.Range(0, (int)tags).Select(t => (long)t)], 1, tags));
        Wire came = carries.Choose(origin.Reshape([0, tags], $"{at}.origin_row"), stay, $"{at}.came");
        return g.ToGraph(($"{at}.transitions_out", g.Node("Identity", $"{at}.same", [between], between.Shape)), ($"{at}.best_out", next), ($"{at}.came_out", came));
    }

    /// <summary>One token backwards: (tag; origins) to (the tag before, tag).</summary>
    private static Graph Backward(long tags, string at)
    {
        GraphBuilder g = new(at);
        Wire tag = g.Input($"{at}.tag", ElementType.Int64, "batch", 1), origins = g.Input($"{at}.origins", ElementType.Int64, "batch", tags);
        Wire before = origins.GatherElements(tag, 1, $"{at}.before");
        return g.ToGraph(($"{at}.before_out", before), ($"{at}.tag_out", g.Node("Identity", $"{at}.same", [tag], tag.Shape, ElementType.Int64)));
    }

    /// <summary>Runs <paramref name="body"/> over the sequence: axis 1 of what is read forwards, axis 0 of what was written by a scan before.</summary>
    private static IReadOnlyList<Wire> Scan(GraphBuilder g, string at, Graph body, Wire[] states, Wire[] read, bool backwards, ValueInfo[] outputs)
    {
        long direction = backwards ? 1 : 0, axis = backwards ? 0 : 1;
        return g.Nodes("Scan", at, [.. states, .. read], [.. outputs.Select(o => o with { Name = $"{at}.{o.Name}" })],
            ("body", body), ("num_scan_inputs", (long)read.Length), ("scan_input_axes", Same(axis)), ("scan_input_directions", Same(direction)), ("scan_output_directions", new[] { direction }));

        long[] Same(long value) => [.. read.Select(_ => value)];
    }

    private static Wire ArgMax(Wire x, int axis, bool keep, string at) => x.Builder.Node("ArgMax", at, [x],
        [.. x.Shape.Select((d, i) => i == axis ? 1 : d)], ElementType.Int64, ("axis", (long)axis), ("keepdims", keep ? 1L : 0L));
}
