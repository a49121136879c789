using Google.Protobuf;

namespace Graft.Graphs.Onnx;

/// <summary>From a <see cref="Graph"/> to bytes: small messages are built, the values of initializers are streamed from where they lie.</summary>
internal sealed class OnnxWriter
{
    private const int GraphField = 7, InitializerField = 5, RawDataField = 9;
    private readonly byte[] _model;             // all but the graph
    private readonly byte[] _graph;             // all but the initializers
    private readonly List<(byte[] Header, TensorData Data)> _initializers;
    private readonly long _graphLength;

    /// <summary>Prepares a model.</summary>
    /// <param name="graph">All of its parameters have values.</param>
    /// <param name="places">Initializers whose values stay where they lie: the file's name and the offset in it.</param>
    public OnnxWriter(Graph graph, IReadOnlyDictionary<string, (string File, long Offset)>? places = null)
    {
        _model = Model(graph).ToByteArray();
        GraphProto proto = ToProto(graph, withInitializers: false);
        if (places is not null) proto.Initializer.AddRange(places.Select(p => TensorConversion.Elsewhere(p.Key, graph.Initializers[p.Key], p.Value.File, p.Value.Offset)));
        _graph = proto.ToByteArray();
        IEnumerable<string> inside = InOrderOfUse(graph).Where(name => places?.ContainsKey(name) != true);
        _initializers = [.. inside.Select(name => (TensorConversion.Header(name, graph.Initializers[name]).ToByteArray(), Require(graph, name)))];
        _graphLength = _graph.Length + _initializers.Sum(i => LengthOfField(InitializerField, TensorLength(i.Header, i.Data)));
        Length = _model.Length + LengthOfField(GraphField, _graphLength);
        if (Length > OnnxFile.LargestMessage)
            throw new GraftException($"{graph.Name}: the model takes {Length:N0} bytes, and an ONNX file holds at most 2 GB. Store its weights as float16, or choose a smaller network.");
    }

    public long Length { get; }

    public void WriteTo(Stream stream)
    {
        stream.Write(_model);
        WriteHead(stream, GraphField, _graphLength);
        stream.Write(_graph);
        foreach ((byte[] header, TensorData data) in _initializers)
        {
            WriteHead(stream, InitializerField, TensorLength(header, data));
            stream.Write(header);
            WriteHead(stream, RawDataField, data.ByteCount);
            stream.Write(data.Bytes.Span);
            GC.KeepAlive(data);
        }
    }

    private static ModelProto Model(Graph graph)
    {
        ModelProto model = new() { IrVersion = IrVersion(graph.Opset), ProducerName = "graft", ProducerVersion = typeof(Graph).Assembly.GetName().Version!.ToString(3) };
        foreach ((string domain, long version) in graph.Opsets.OrderBy(o => o.Key, StringComparer.Ordinal))
            model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = version });
        IEnumerable<KeyValuePair<string, string>> metadata = graph.Stages.IsEmpty ? graph.Metadata : graph.Metadata.SetItem(StagesInMetadata.Key, StagesInMetadata.Write(graph.Stages));
        foreach ((string key, string value) in metadata)
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model;
    }

    // The IR version that came with an opset (https://github.com/onnx/onnx/blob/main/docs/Versioning.md), and at least 4, which lets initializers be no inputs.
    private static long IrVersion(int opset) => opset switch { <= 9 => 4, <= 11 => 6, <= 14 => 7, <= 18 => 8, <= 20 => 9, <= 22 => 10, <= 24 => 11, _ => 12 };

    private static GraphProto ToProto(Graph graph, bool withInitializers)
    {
        GraphProto proto = new() { Name = graph.Name };
        proto.Node.AddRange(graph.Nodes.Select(ToProto));
        proto.Input.AddRange(graph.Inputs.Select(ToProto));
        proto.Output.AddRange(graph.Outputs.Select(ToProto));
        HashSet<string> made = [.. graph.Nodes.SelectMany(n => n.Outputs)];
        proto.ValueInfo.AddRange(graph.Values.Values.Where(v => made.Contains(v.Name)).OrderBy(v => v.Name, StringComparer.Ordinal).Select(ToProto));
        if (withInitializers) proto.Initializer.AddRange(InOrderOfUse(graph).Select(n => TensorConversion.Write(n, Require(graph, n))));
        return proto;
    }

    private static NodeProto ToProto(Node node)
    {
        NodeProto proto = new() { OpType = node.OpType, Name = node.Name, Domain = node.Domain };
        proto.Input.AddRange(node.Inputs);
        proto.Output.AddRange(node.Outputs);
        proto.Attribute.AddRange(node.Attributes.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => ToProto(node, a.Key, a.Value)));
        return proto;
    }

    private static AttributeProto ToProto(Node node, string name, object value)
    {
        AttributeProto a = new() { Name = name };
        switch (value)
        {
            case long i: (a.I, a.Type) = (i, AttributeProto.Types.AttributeType.Int); break;
            case float f: (a.F, a.Type) = (f, AttributeProto.Types.AttributeType.Float); break;
            case string s: (a.S, a.Type) = (ByteString.CopyFromUtf8(s), AttributeProto.Types.AttributeType.String); break;
            case long[] ints: a.Ints.AddRange(ints); a.Type = AttributeProto.Types.AttributeType.Ints; break;
            case float[] floats: a.Floats.AddRange(floats); a.Type = AttributeProto.Types.AttributeType.Floats; break;
            case string[] texts: a.Strings.AddRange(texts.Select(ByteString.CopyFromUtf8)); a.Type = AttributeProto.Types.AttributeType.Strings; break;
            case TensorData tensor: (a.T, a.Type) = (TensorConversion.Write("", tensor), AttributeProto.Types.AttributeType.Tensor); break;
            case Graph graph: (a.G, a.Type) = (ToProto(graph, withInitializers: true), AttributeProto.Types.AttributeType.Graph); break;
            default: throw new GraftException($"{node.Label}, attribute '{name}': expected long, float, string, a list of them, a tensor or a graph, got {value.GetType().Name}.");
        }
        return a;
    }

    private static ValueInfoProto ToProto(ValueInfo value)
    {
        if (value.Type == ElementType.Undefined && value.Shape is null) return new() { Name = value.Name };
        TypeProto.Types.Tensor tensor = new() { ElemType = (int)value.Type };
        if (value.Shape is not null)
        {
            tensor.Shape = new();
            tensor.Shape.Dim.AddRange(value.Shape.Select(ToProto));
        }
        return new() { Name = value.Name, Type = new() { TensorType = tensor } };
    }

    private static TensorShapeProto.Types.Dimension ToProto(Dimension d) => d switch
    {
        { Value: long value } => new() { DimValue = value },
        { Symbol: string symbol } => new() { DimParam = symbol },
        _ => new(),
    };

    private static List<string> InOrderOfUse(Graph graph)
    {
        HashSet<string> told = [];
        IEnumerable<string> used = graph.Nodes.SelectMany(n => n.Inputs).Where(graph.Initializers.ContainsKey);
        return [.. used.Concat(graph.Initializers.Keys.Order(StringComparer.Ordinal)).Where(told.Add)];
    }

    private static TensorData Require(Graph graph, string name)
    {
        TensorData data = graph.Initializers[name];
        return data.HasData ? data : throw new GraftException($"{graph.Name}: parameter '{name}' {data} has no values yet: load a checkpoint, or initialise it.");
    }

    private static long TensorLength(byte[] header, TensorData data) => header.Length + LengthOfField(RawDataField, data.ByteCount);

    private static long LengthOfField(int number, long content) => CodedOutputStream.ComputeTagSize(number) + CodedOutputStream.ComputeUInt64Size((ulong)content) + content;

    private static void WriteHead(Stream stream, int number, long length)
    {
        using CodedOutputStream output = new(stream, leaveOpen: true);
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteUInt64((ulong)length);
    }
}
