using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Inference;

namespace Graft.Architectures.Text;

/// <summary>
/// BERT encoders as transformers exports them to ONNX: some hundred small operators, transposed weights without names. Biases keep their names, and each leads to
/// the weight that it is added to; so the network is read back as a checkpoint and built anew, with stages to freeze at and fused operators. It is taken only where
/// both graphs give the same values.
/// </summary>
internal static class ExportedBert
{
    private const double Tolerance = 1e-4;
    private const string Words = "embeddings.word_embeddings.weight";

    /// <summary>The encoder built anew, or null where the graph is something else.</summary>
    public static (TextConfig Config, Graph Graph)? Open(Graph exported)
    {
        string? words = exported.Initializers.Keys.FirstOrDefault(k => k.EndsWith(Words, StringComparison.Ordinal));
        if (words is null || exported.Outputs.FirstOrDefault(o => o.Shape?.Count == 3) is null) return null;
        Dictionary<string, TensorData> tensors = Tensors(exported, words[..^Words.Length]);
        if (ConfigOf(exported, tensors) is not TextConfig config) return null;
        try
        {
            Checkpoint checkpoint = new(exported.Name, "ONNX", tensors);
            Graph built = TextWeights.Fill(config, checkpoint, new() { Pooler = tensors.ContainsKey("pooler.dense.weight") }).Graph with { Name = exported.Name };
            return Agree(exported, built, config) ? (config, built) : null;
        }
        catch (GraftException)
        {
            return null; // tensors that BERT has are missing: not BERT
        }
    }

    private static Dictionary<string, TensorData> Tensors(Graph graph, string prefix)
    {
        Dictionary<string, Node> makers = graph.Nodes.SelectMany(n => n.Outputs.Select(o => (o, n))).ToDictionary(p => p.o, p => p.n, StringComparer.Ordinal);
        Dictionary<string, TensorData> tensors = graph.Initializers.Where(i => i.Value.Type.IsFloat() && i.Key.StartsWith(prefix, StringComparison.Ordinal) && i.Key.Contains('.', StringComparison.Ordinal))
            .ToDictionary(i => i.Key[prefix.Length..], i => i.Value, StringComparer.Ordinal);
        foreach (Node add in graph.Nodes.Where(n => n.OpType == "Add"))
        {
            string? bias = add.Inputs.FirstOrDefault(i => i.EndsWith(".bias", StringComparison.Ordinal));
            if (bias is null || !makers.TryGetValue(add.Inputs.First(i => i != bias), out Node? product) || product.OpType != "MatMul") continue;
            if (graph.Initializers.TryGetValue(product.Inputs[1], out TensorData? weight)) tensors[$"{bias[prefix.Length..^5]}.weight"] = Transposed(weight);
        }
        return tensors;
    }

    private static TensorData Transposed(TensorData weight)
    {
        (int rows, int columns) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        ReadOnlySpan<float> from = weight.Span<float>();
        float[] to = new float[from.Length];
        for (int r = 0; r < rows; r++)
            for (int c = 0; c < columns; c++) to[(c * rows) + r] = from[(r * columns) + c];
        return TensorData.Of(to, columns, rows);
    }

    private static TextConfig? ConfigOf(Graph graph, Dictionary<string, TensorData> tensors)
    {
        long Size(string name, int dimension) => tensors.TryGetValue(name, out TensorData? found) && dimension < found.Shape.Count ? found.Shape[dimension] : 0;
        int layers = Enumerable.Range(0, int.MaxValue).TakeWhile(i => tensors.ContainsKey($"encoder.layer.{i}.attention.self.query.weight")).Count();
        (int width, int heads) = ((int)Size(Words, 1), HeadsOf(graph));
        if (layers == 0 || width == 0 || heads == 0 || width % heads != 0) return null;
        return new()
        {
            ModelType = "bert", Vocabulary = (int)Size(Words, 0), Width = width, EmbeddingWidth = width, Layers = layers, Heads = heads,
            Inner = (int)Size("encoder.layer.0.intermediate.dense.weight", 0), Positions = (int)Size("embeddings.position_embeddings.weight", 0),
            Types = (int)Size("embeddings.token_type_embeddings.weight", 0), Epsilon = 1e-12f, Activation = "gelu", PadId = 0,
        };
    }

    /// <summary>From the shape (batch, sequence, heads, size) that queries are brought into.</summary>
    private static int HeadsOf(Graph graph)
    {
        Dictionary<string, Node> makers = graph.Nodes.SelectMany(n => n.Outputs.Select(o => (o, n))).ToDictionary(p => p.o, p => p.n, StringComparer.Ordinal);
        return (int)(graph.Nodes.Where(n => n.OpType == "Concat" && n.Inputs.Count == 4).Select(n => Value(n.Inputs[2])).FirstOrDefault(v => v is not null) ?? 0);

        long? Value(string tensor)
        {
            TensorData? data = graph.Initializers.GetValueOrDefault(tensor);
            if (data is null && makers.TryGetValue(tensor, out Node? maker))
            {
                if (maker.OpType == "Unsqueeze") return Value(maker.Inputs[0]);
                if (maker.OpType == "Constant" && maker.Has("value")) data = maker.Tensor("value");
            }
            return data is { Type: ElementType.Int64, Count: 1 } ? data.Span<long>()[0] : null;
        }
    }

    private static bool Agree(Graph exported, Graph built, TextConfig config)
    {
        const int tokens = 12, batch = 2;
        SeededRandom random = Seeds.For("compare an exported network", 0);
        long[] ids = [.. Enumerable.Range(0, batch * tokens).Select(_ => (long)random.NextInt(config.Vocabulary))], mask = [.. Enumerable.Range(0, batch * tokens).Select(i => i < tokens + 8 ? 1L : 0L)];
        Dictionary<string, TensorData> inputs = new()
        {
            ["input_ids"] = TensorData.Of(ids, batch, tokens), ["attention_mask"] = TensorData.Of(mask, batch, tokens), ["token_type_ids"] = TensorData.Of(new long[batch * tokens], batch, tokens),
        };
        if (exported.Inputs.Any(i => !inputs.ContainsKey(i.Name))) return false;
        ReadOnlySpan<float> expected = Hidden(exported, inputs).Span<float>(), found = Hidden(built, inputs).Span<float>();
        if (expected.Length != found.Length) return false;
        for (int i = 0; i < (tokens + 8) * config.Width; i++)
            if (Math.Abs(expected[i] - found[i]) > Tolerance) return false;
        return true;
    }

    private static TensorData Hidden(Graph graph, Dictionary<string, TensorData> inputs)
    {
        using OnnxSession session = new(graph.Between([.. graph.Inputs.Select(i => i.Name)], [graph.Outputs.First(o => o.Shape?.Count == 3).Name]));
        return session.Run(inputs)[0];
    }
}
