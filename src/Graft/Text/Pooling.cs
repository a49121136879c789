using Graft.Graphs;

namespace Graft.Text;

/// <summary>What becomes of the hidden states of a text's tokens.</summary>
public enum PoolingKind
{
    /// <summary>Their mean, padding left out.</summary>
    Mean,
    /// <summary>That of the first token ([CLS], &lt;s&gt;).</summary>
    First,
    /// <summary>The largest value of each dimension, padding left out.</summary>
    Max,
}

/// <summary>How hidden states become one vector per text; part of the graph, so that training, evaluation and serving share it.</summary>
public sealed record Pooling
{
    /// <summary>The output's name.</summary>
    public const string Output = "embedding";

    /// <summary>What becomes of the tokens.</summary><value>their mean</value>
    public PoolingKind Kind { get; init; } = PoolingKind.Mean;

    /// <summary>
    /// Which layers, from the end: -1 is the last, -2 the one before (the classic recipe of feature extraction). Several are pooled each and concatenated.
    /// </summary><value>the last</value>
    public IReadOnlyList<int> Layers { get; init; } = [-1];

    /// <summary>Whether vectors are scaled to length 1, so that their dot product is the cosine.</summary><value>false</value>
    public bool Normalize { get; init; }

    /// <summary>The encoder with one output 'embedding' (batch, width times the number of layers).</summary>
    /// <param name="encoder">A graph with 'attention_mask', and hidden states (batch, sequence, width): its stages layer.N, or its first output of rank 3.</param>
    /// <exception cref="GraftException">There is no such layer, or the graph is too old for maximum pooling.</exception>
    public Graph Append(Graph encoder)
    {
        if (Layers.Count == 0) throw new GraftException("Pooling needs at least one layer; -1 is the last.");
        string[] hidden = [.. Layers.Select(layer => HiddenState(encoder, layer))];
        return encoder.Append(Build(encoder, hidden) with { Opsets = encoder.Opsets }, "pool hidden states",
            hidden.Select((tensor, i) => (Name: $"hidden.{i}", tensor)).ToDictionary(p => p.Name, p => p.tensor));
    }

    private Graph Build(Graph encoder, string[] hidden)
    {
        if (Kind == PoolingKind.Max && encoder.Opset < 18) throw new GraftException($"Maximum pooling needs opset 18 or newer, {encoder.Name} has {encoder.Opset}. Use mean pooling.");
        GraphBuilder builder = new("pooling");
        Wire mask = builder.Input("attention_mask", ElementType.Int64, "batch", "sequence");
        Wire[] pooled = [.. hidden.Select((tensor, i) => Pool(Kind, builder.Input($"hidden.{i}", ElementType.Float32, [.. encoder.Find(tensor)!.Shape!]), mask, $"pooling.{i}"))];
        Wire joined = pooled.Length == 1 ? pooled[0] : pooled[0].Concat(pooled[1..], 1, "pooling.joined");
        Wire result = Normalize ? builder.Node("LpNormalization", "pooling.normalised", [joined], joined.Shape, joined.Type, ("axis", -1L), ("p", 2L)) : joined;
        return builder.ToGraph((Output, result));
    }

    /// <summary>One vector per text: hidden states (batch, sequence, width) and mask (batch, sequence) to (batch, width).</summary>
    internal static Wire Pool(PoolingKind kind, Wire hidden, Wire mask, string at) => kind switch
    {
        PoolingKind.First => hidden.At(1, 0, at),
        PoolingKind.Mean => Mean(hidden, mask, at),
        _ => Largest(hidden, mask, at),
    };

    /// <summary>Products with the mask, which every operator set computes alike: mask by hidden states is the sum, mask by mask the number of tokens.</summary>
    private static Wire Mean(Wire hidden, Wire mask, string at)
    {
        Wire weights = mask.Cast(ElementType.Float32, $"{at}.weights");
        Wire row = weights.Reshape([0, 1, -1], $"{at}.row"), column = weights.Reshape([0, -1, 1], $"{at}.column");
        return row.MatMul(hidden, $"{at}.sum").Divide(row.MatMul(column, $"{at}.count"), $"{at}.mean").Reshape([0, -1], at);
    }

    private static Wire Largest(Wire hidden, Wire mask, string at)
    {
        Wire seen = mask.Cast(ElementType.Bool, $"{at}.seen").Unsqueeze([2], $"{at}.seen_column");
        Wire low = mask.Builder.Constant($"{at}.low", TensorData.Scalar(float.MinValue));
        Wire axes = mask.Builder.Constant($"{at}.axes", TensorData.Longs(1));
        return mask.Builder.Node("ReduceMax", at, [seen.Choose(hidden, low, $"{at}.visible"), axes], [hidden.Shape[0], hidden.Shape[2]], hidden.Type, ("keepdims", 0L));
    }

    /// <summary>The tensor of a layer counted from the end.</summary>
    internal static string HiddenState(Graph encoder, int layer)
    {
        Stage[] layers = [.. encoder.Stages.Where(s => s.Name.StartsWith("layer.", StringComparison.Ordinal))];
        if (layers.Length == 0 && layer == -1)
            return encoder.Outputs.FirstOrDefault(o => o.Shape?.Count == 3)?.Name ?? throw new GraftException($"{encoder.Name}: expected an output (batch, sequence, width), found {string.Join(", ", encoder.Outputs)}.");
        int index = layer + layers.Length;
        return layer < 0 && index >= 0 ? layers[index].Tensor : throw new GraftException($"{encoder.Name}: there is no layer {layer}; -1 is the last, {-layers.Length} the first.");
    }
}
