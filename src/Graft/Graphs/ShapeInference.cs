using Microsoft.ML.OnnxRuntime;

namespace Graft.Graphs;

/// <summary>
/// Shapes of all tensors of a graph, inferred by ONNX Runtime without running it: every tensor is declared an output, and the session tells what it knows of its
/// outputs. Large initializers are declared as inputs, so that no weights are moved.
/// </summary>
public static class ShapeInference
{
    private const long LargeBytes = 4096;

    /// <summary>The graph with <see cref="Graph.Values"/> filled; dimensions that depend on the batch keep a symbol or are unknown.</summary>
    /// <exception cref="GraftException">ONNX Runtime refuses the graph.</exception>
    public static Graph Infer(Graph graph)
    {
        try
        {
            using SessionOptions options = new() { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using InferenceSession session = new(OnnxFile.ToBytes(WithAllOutputs(graph)), options);
            Dictionary<string, ValueInfo> values = session.OutputMetadata.Where(o => o.Value.IsTensor).ToDictionary(o => o.Key, o => Describe(o.Key, o.Value));
            return graph with { Values = graph.Values.SetItems(values), Outputs = [.. graph.Outputs.Select(o => o.Shape is null ? values.GetValueOrDefault(o.Name, o) : o)] };
        }
        catch (OnnxRuntimeException e)
        {
            throw new GraftException($"{graph.Name}: ONNX Runtime refuses the model: {e.Message}", e);
        }
    }

    private static Graph WithAllOutputs(Graph graph)
    {
        KeyValuePair<string, TensorData>[] large = [.. graph.Initializers.Where(i => i.Value.ByteCount > LargeBytes || !i.Value.HasData)];
        return graph with
        {
            Inputs = [.. graph.Inputs, .. large.OrderBy(i => i.Key, StringComparer.Ordinal).Select(i => new ValueInfo(i.Key, i.Value.Type, [.. i.Value.Shape.Select(d => (Dimension)d)]))],
            Outputs = [.. graph.Nodes.SelectMany(n => n.Outputs).Where(o => o.Length > 0).Select(o => new ValueInfo(o, ElementType.Undefined, null))],
            Initializers = graph.Initializers.RemoveRange(large.Select(i => i.Key)),
            Values = graph.Values.Clear(),
        };
    }

    private static ValueInfo Describe(string name, NodeMetadata metadata) => new(name, (ElementType)(int)metadata.ElementDataType,
        [.. metadata.Dimensions.Select((d, i) => d >= 0 ? new Dimension(d) : metadata.SymbolicDimensions[i] is { Length: > 0 } symbol ? new Dimension(null, symbol) : default)]);
}
