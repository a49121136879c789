using Microsoft.ML.OnnxRuntime;

namespace Graft.Graphs;

/// <summary>
/// Shapes of all tensors of a graph, inferred by ONNX Runtime without running it: large initializers are declared as inputs, so that no weights are moved,
/// and the runtime writes down what it inferred.
/// </summary>
public static class ShapeInference
{
    private const long LargeBytes = 4096;

    /// <summary>The graph with <see cref="Graph.Values"/> filled; dimensions that depend on the batch keep a symbol or are unknown.</summary>
    /// <exception cref="GraftException">ONNX Runtime refuses the graph.</exception>
    public static Graph Infer(Graph graph)
    {
        string written = Path.Combine(Path.GetTempPath(), $"graft-{Path.GetRandomFileName()}.onnx");
        try
        {
            using SessionOptions options = new() { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL, OptimizedModelFilePath = written, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
            using InferenceSession session = new(OnnxFile.ToBytes(WithoutWeights(graph)), options);
            Graph inferred = OnnxFile.Read(File.ReadAllBytes(written), graph.Name);
            return graph with { Values = graph.Values.SetItems(inferred.Values), Outputs = [.. graph.Outputs.Select(o => Better(o, inferred.Find(o.Name)))] };
        }
        catch (OnnxRuntimeException e)
        {
            throw new GraftException($"{graph.Name}: ONNX Runtime refuses the model: {e.Message}", e);
        }
        finally
        {
            File.Delete(written);
        }
    }

    private static Graph WithoutWeights(Graph graph)
    {
        KeyValuePair<string, TensorData>[] large = [.. graph.Initializers.Where(i => i.Value.ByteCount > LargeBytes || !i.Value.HasData)];
        return graph with
        {
            Inputs = [.. graph.Inputs, .. large.OrderBy(i => i.Key, StringComparer.Ordinal).Select(i => new ValueInfo(i.Key, i.Value.Type, [.. i.Value.Shape.Select(d => (Dimension)d)]))],
            Initializers = graph.Initializers.RemoveRange(large.Select(i => i.Key)),
        };
    }

    private static ValueInfo Better(ValueInfo stated, ValueInfo? inferred) => stated.Shape is null && inferred?.Shape is not null ? inferred : stated;
}
