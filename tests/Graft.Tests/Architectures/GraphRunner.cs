using System.Globalization;
using Google.Protobuf;
using Graft.Graphs;
using Graft.Graphs.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace Graft.Tests;

/// <summary>Runs a graph in ONNX Runtime, on tensors.</summary>
internal static class GraphRunner
{
    public static Dictionary<string, TensorData> Run(Graph graph, params (string Name, TensorData Value)[] inputs)
    {
        using SessionOptions options = new() { IntraOpNumThreads = 2 };
        using InferenceSession session = new(ToBytes(graph), options);
        using RunOptions run = new();
        Dictionary<string, OrtValue> feeds = inputs.ToDictionary(i => i.Name, i => ToOrt(i.Value));
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(run, feeds, session.OutputNames);
        return session.OutputNames.Zip(outputs, (name, o) => (name, TensorData.Of(o.GetTensorDataAsSpan<float>(), o.GetTensorTypeAndShape().Shape)))
            .ToDictionary(p => p.name, p => p.Item2);
    }

    private static OrtValue ToOrt(TensorData tensor) => tensor.Type == ElementType.Int64
        ? OrtValue.CreateTensorValueFromMemory(tensor.ToLongs(), [.. tensor.Shape])
        : OrtValue.CreateTensorValueFromMemory(tensor.ToFloats(), [.. tensor.Shape]);

    private static byte[] ToBytes(Graph graph)
    {
        ModelProto model = new() { IrVersion = 10, Graph = new GraphProto { Name = graph.Name } };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = graph.Opset });
        foreach (Node node in graph.Nodes)
        {
            NodeProto proto = new() { Name = node.Name, OpType = node.OpType };
            proto.Input.AddRange(node.Inputs);
            proto.Output.AddRange(node.Outputs);
            proto.Attribute.AddRange(node.Attributes.Select(a => Attribute(a.Key, a.Value)));
            model.Graph.Node.Add(proto);
        }
        foreach ((string name, TensorData data) in graph.Initializers) model.Graph.Initializer.Add(Tensor(name, data));
        model.Graph.Input.AddRange(graph.Inputs.Select(Value));
        model.Graph.Output.AddRange(graph.Outputs.Select(Value));
        return model.ToByteArray();
    }

    private static AttributeProto Attribute(string name, object value)
    {
        AttributeProto a = new() { Name = name };
        switch (value)
        {
            case long i: (a.Type, a.I) = (AttributeProto.Types.AttributeType.Int, i); break;
            case float f: (a.Type, a.F) = (AttributeProto.Types.AttributeType.Float, f); break;
            case string s: (a.Type, a.S) = (AttributeProto.Types.AttributeType.String, ByteString.CopyFromUtf8(s)); break;
            case TensorData t: (a.Type, a.T) = (AttributeProto.Types.AttributeType.Tensor, Tensor("", t)); break;
            case long[] ints: a.Type = AttributeProto.Types.AttributeType.Ints; a.Ints.AddRange(ints); break;
            default: throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"{value}"));
        }
        return a;
    }

    private static TensorProto Tensor(string name, TensorData data)
    {
        TensorProto proto = new() { Name = name, DataType = (int)data.Type, RawData = UnsafeByteOperations.UnsafeWrap(data.Bytes) };
        proto.Dims.AddRange(data.Shape);
        return proto;
    }

    private static ValueInfoProto Value(ValueInfo info)
    {
        TensorShapeProto shape = new();
        foreach (Dimension d in info.Shape!)
            shape.Dim.Add(d.Value is long size ? new TensorShapeProto.Types.Dimension { DimValue = size } : new TensorShapeProto.Types.Dimension { DimParam = d.Symbol ?? "" });
        return new() { Name = info.Name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)info.Type, Shape = shape } } };
    }
}
