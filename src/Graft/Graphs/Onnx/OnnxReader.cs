using System.Collections.Immutable;
using System.Text.Json;

namespace Graft.Graphs.Onnx;

/// <summary>From messages to a <see cref="Graph"/>.</summary>
internal sealed class OnnxReader(LeanModel model, string name, ExternalData? external)
{
    public Graph Read()
    {
        ModelProto proto = model.Model;
        if (proto.Graph.Node.Count == 0 && proto.OpsetImport.Count == 0)
            throw new GraftException("expected an ONNX model, found no nodes and no operator set in it.");
        if (proto.Functions.Count > 0)
            throw new GraftException($"the model defines {proto.Functions.Count} functions of its own; inline them (onnx.inliner) before you use it here.");
        ImmutableSortedDictionary<string, string> metadata = proto.MetadataProps.GroupBy(e => e.Key).ToImmutableSortedDictionary(g => g.Key, g => g.Last().Value, StringComparer.Ordinal);
        Graph graph = ReadGraph(proto.Graph, model.Initializers, name) with
        {
            Opsets = proto.OpsetImport.GroupBy(o => o.Domain == "ai.onnx" ? "" : o.Domain).ToImmutableDictionary(g => g.Key, g => g.Max(o => o.Version)),
            Metadata = metadata.Remove(StagesInMetadata.Key),
            Stages = StagesInMetadata.Read(metadata),
        };
        GraphChecker.Check(graph);
        return graph;
    }

    private Graph ReadGraph(GraphProto graph, IEnumerable<(TensorProto Tensor, ReadOnlyMemory<byte>? Raw)> initializers, string graphName)
    {
        if (graph.SparseInitializer.Count > 0) throw new GraftException("sparse initializers are not supported; store them dense.");
        Dictionary<string, TensorData> tensors = [];
        foreach ((TensorProto tensor, ReadOnlyMemory<byte>? raw) in initializers)
        {
            if (!tensors.TryAdd(tensor.Name, TensorConversion.Read(tensor, raw, external)))
                throw new GraftException($"two initializers have the name '{tensor.Name}'.");
        }
        return new()
        {
            Name = graphName,
            Nodes = [.. graph.Node.Select(ReadNode)],
            // Before IR 4 initializers had to be listed as inputs too.
            Inputs = [.. graph.Input.Where(i => !tensors.ContainsKey(i.Name)).Select(ReadValue)],
            Outputs = [.. graph.Output.Select(ReadValue)],
            Initializers = tensors.ToImmutableDictionary(),
            Values = graph.ValueInfo.GroupBy(v => v.Name).ToImmutableDictionary(g => g.Key, g => ReadValue(g.First())),
        };
    }

    private Node ReadNode(NodeProto node) => new(node.OpType, [.. node.Input], [.. node.Output], node.Name, node.Domain == "ai.onnx" ? "" : node.Domain)
    {
        Attributes = node.Attribute.Count == 0 ? ImmutableDictionary<string, object>.Empty
            : node.Attribute.GroupBy(a => a.Name).ToDictionary(g => g.Key, g => ReadAttribute(g.First(), node)),
    };

    private object ReadAttribute(AttributeProto a, NodeProto node) => a.Type switch
    {
        AttributeProto.Types.AttributeType.Int => a.I,
        AttributeProto.Types.AttributeType.Float => a.F,
        AttributeProto.Types.AttributeType.String => a.S.ToStringUtf8(),
        AttributeProto.Types.AttributeType.Ints => a.Ints.ToArray(),
        AttributeProto.Types.AttributeType.Floats => a.Floats.ToArray(),
        AttributeProto.Types.AttributeType.Strings => a.Strings.Select(s => s.ToStringUtf8()).ToArray(),
        AttributeProto.Types.AttributeType.Tensor => TensorConversion.Read(a.T, null, external),
        AttributeProto.Types.AttributeType.Graph => ReadGraph(a.G, a.G.Initializer.Select(t => (t, (ReadOnlyMemory<byte>?)null)), $"{node.Name}.{a.Name}"),
        _ => throw new GraftException($"node '{node.Name}' ({node.OpType}), attribute '{a.Name}': expected a number, text, tensor, graph or a list of numbers or text, got {a.Type}."),
    };

    private static ValueInfo ReadValue(ValueInfoProto value)
    {
        TypeProto.Types.Tensor? tensor = value.Type?.TensorType;
        ElementType type = tensor is not null && Enum.IsDefined((ElementType)tensor.ElemType) ? (ElementType)tensor.ElemType : ElementType.Undefined;
        return new(value.Name, type, tensor?.Shape is null ? null : [.. tensor.Shape.Dim.Select(ReadDimension)]);
    }

    private static Dimension ReadDimension(TensorShapeProto.Types.Dimension d) => d.ValueCase switch
    {
        // Some converters write 0 or -1 for 'unknown'.
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue => d.DimValue > 0 ? new(d.DimValue) : default,
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam => new(null, d.DimParam),
        _ => default,
    };
}

/// <summary>Stages travel in the model's metadata as a JSON list of [name, tensor].</summary>
internal static class StagesInMetadata
{
    public const string Key = "graft.stages";

    public static ImmutableArray<Stage> Read(IReadOnlyDictionary<string, string> metadata)
    {
        if (!metadata.TryGetValue(Key, out string? json)) return [];
        try
        {
            return [.. JsonDocument.Parse(json).RootElement.EnumerateArray().Select(s => new Stage(s[0].GetString()!, s[1].GetString()!))];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new GraftException($"metadata '{Key}': expected a JSON list of [name, tensor], got '{json[..Math.Min(json.Length, 60)]}'.", e);
        }
    }

    public static string Write(IEnumerable<Stage> stages)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartArray();
            foreach (Stage stage in stages)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(stage.Name);
                writer.WriteStringValue(stage.Tensor);
                writer.WriteEndArray();
            }
            writer.WriteEndArray();
        }
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
