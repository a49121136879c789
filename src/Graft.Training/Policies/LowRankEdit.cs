using System.Collections.Immutable;
using Graft.Graphs;

namespace Graft.Training.Policies;

/// <summary>
/// LoRA as an edit of the graph: beside a weight W stand A (rank, inputs) and B (outputs, rank), and every node reads W + alpha / rank * B A instead.
/// A convolution's kernel is a matrix (outputs, inputs * height * width), as in PEFT. Paper: Hu et al. 2021, arXiv:2106.09685.
/// </summary>
public static class LowRankEdit
{
    internal const string SuffixA = ".lora_A", SuffixB = ".lora_B";

    /// <summary>Adds what the policy wants. B is zero at first, so that the graph computes the same as before; A is uniform in +-1 / sqrt(inputs).</summary>
    /// <param name="graph">The graph to be trained.</param>
    /// <param name="policy">Parameters with a rank get an addition.</param>
    /// <param name="seed">Seed of A.</param>
    public static Graph Attach(Graph graph, Policy policy, long seed)
    {
        foreach ((string name, Treatment treatment) in policy.Treatments.Where(t => t.Value.IsLowRank && graph.Initializers.ContainsKey(t.Key)))
            graph = AttachTo(graph, name, treatment, seed);
        return graph;
    }

    /// <summary>The policy for the graph with additions: they learn, the weights beside them stay.</summary>
    public static Policy Attached(Policy policy) => policy with
    {
        Treatments = policy.Treatments.SelectMany(t => t.Value.IsLowRank
            ? [KeyValuePair.Create(t.Key, Treatment.Frozen), KeyValuePair.Create(t.Key + SuffixA, new Treatment(t.Value.RateFactor)), KeyValuePair.Create(t.Key + SuffixB, new Treatment(t.Value.RateFactor))]
            : new[] { t }).ToImmutableSortedDictionary(StringComparer.Ordinal),
    };

    /// <summary>Adds the learned products to the weights and takes the additions out: the same graph as before they were attached, with other weights.</summary>
    /// <param name="before">The graph before <see cref="Attach"/>.</param>
    /// <param name="policy">The policy that was attached.</param>
    /// <param name="trained">Tensors by name, A and B among them.</param>
    public static Graph Merge(Graph before, Policy policy, IReadOnlyDictionary<string, TensorData> trained) => before.With(policy.Treatments
        .Where(t => t.Value.IsLowRank && trained.ContainsKey(t.Key + SuffixA))
        .Select(t => KeyValuePair.Create(t.Key, Merged(before.Initializers[t.Key], trained[t.Key + SuffixA], trained[t.Key + SuffixB], t.Value.Alpha / t.Value.Rank, ColumnsFirst(before, t.Key)))));

    /// <summary>W + scale * B A, computed in float64. A is (rank, inputs...), B (outputs, rank); <paramref name="columnsFirst"/> where W is (inputs, outputs).</summary>
    public static TensorData Merged(TensorData weight, TensorData a, TensorData b, double scale, bool columnsFirst = false)
    {
        float[] values = weight.ToFloats(), down = a.ToFloats(), up = b.ToFloats();
        long rank = a.Shape[0], rows = b.Shape[0], columns = weight.Count / rows;
        for (long o = 0; o < rows; o++)
            for (long i = 0; i < columns; i++)
            {
                double delta = 0;
                for (long r = 0; r < rank; r++) delta += (double)up[o * rank + r] * down[r * columns + i];
                long at = columnsFirst ? i * rows + o : o * columns + i;
                values[at] = (float)(values[at] + scale * delta);
            }
        return TensorData.Of(values, weight.Shape);
    }

    /// <summary>Weights that can have an addition: those of linear layers (rank 2) and of convolutions without groups.</summary>
    internal static HashSet<string> Targets(Graph graph)
    {
        HashSet<string> transposed = graph.Nodes.Where(n => n.OpType is "MatMul").SelectMany(n => n.Inputs).ToHashSet(StringComparer.Ordinal);
        return graph.Nodes.SelectMany(n => n.OpType switch
        {
            "MatMul" => n.Inputs,
            "Gemm" => n.Inputs.Skip(1).Take(1),
            "Conv" when n.Int("group", 1) == 1 => n.Inputs.Skip(1).Take(1),
            "Transpose" when transposed.Contains(n.Outputs[0]) => n.Inputs,
            _ => [],
        }).Where(name => graph.Initializers.TryGetValue(name, out TensorData? data) && data.Type.IsFloat() && data.Shape.Count >= 2).ToHashSet(StringComparer.Ordinal);
    }

    // Whether a weight is stored (inputs, outputs), as a MatMul, a Gemm without transposition and an embedding read it.
    internal static bool ColumnsFirst(Graph graph, string weight) =>
        graph.Nodes.Any(n => n.OpType == "MatMul" && n.Inputs[1] == weight || n.OpType == "Gather" && n.Inputs[0] == weight || n.OpType == "Gemm" && n.Inputs[1] == weight && n.Int("transB", 0) == 0);

    private static Graph AttachTo(Graph graph, string name, Treatment treatment, long seed)
    {
        TensorData weight = graph.Initializers[name];
        bool columnsFirst = ColumnsFirst(graph, name);
        long outputs = columnsFirst ? weight.Shape[^1] : weight.Shape[0], inputs = weight.Count / outputs;
        ImmutableArray<Node> additions = Additions(name, weight.Shape, treatment, columnsFirst);
        return graph with
        {
            Nodes = [.. additions, .. graph.Nodes.Select(n => n with { Inputs = [.. n.Inputs.Select(i => i == name ? name + ".lora_weight" : i)] })],
            Initializers = graph.Initializers
                .Add(name + SuffixA, Uniform(treatment.Rank, inputs, Seeds.For($"lora {name}", seed)))
                .Add(name + SuffixB, TensorData.Of(new float[outputs * treatment.Rank], outputs, treatment.Rank))
                .Add(name + ".lora_shape", TensorData.Longs([.. weight.Shape])),
        };
    }

    private static ImmutableArray<Node> Additions(string name, IReadOnlyList<long> shape, Treatment treatment, bool columnsFirst)
    {
        string a = name + SuffixA, b = name + SuffixB, product = name + ".lora_product", scaled = name + ".lora_scaled";
        Node multiply = new("MatMul", [b, a], [product], product);
        Node scale = new("Mul", [product, name + ".lora_scale"], [scaled], scaled);
        Node fit = columnsFirst ? Fit("Transpose", "perm", new long[] { 1, 0 }, [scaled]) : Fit("Reshape", null, null, [scaled, name + ".lora_shape"]);
        Node Fit(string type, string? attribute, object? value, string[] inputs) => new(type, inputs, [name + ".lora_delta"], name + ".lora_delta")
        {
            Attributes = attribute is null ? new Dictionary<string, object>() : new Dictionary<string, object> { [attribute] = value! },
        };
        Node factor = new("Constant", [], [name + ".lora_scale"], name + ".lora_scale")
        {
            Attributes = new Dictionary<string, object> { ["value"] = TensorData.Scalar((float)(treatment.Alpha / treatment.Rank)) },
        };
        return [factor, multiply, scale, fit, new Node("Add", [name, name + ".lora_delta"], [name + ".lora_weight"], name + ".lora_weight")];
    }

    private static TensorData Uniform(long rank, long inputs, SeededRandom random)
    {
        double bound = 1 / Math.Sqrt(inputs);
        float[] values = [.. Enumerable.Range(0, checked((int)(rank * inputs))).Select(_ => (float)random.NextDouble(-bound, bound))];
        return TensorData.Of(values, rank, inputs);
    }
}
