using System.Text;

namespace Graft.Checkpoints;

/// <summary>The graph of objects that TensorFlow 2 saves with a checkpoint (core/protobuf/trackable_object_graph.proto): which variable lies under which key.</summary>
internal static class ObjectGraph
{
    public const string Key = "_CHECKPOINTABLE_OBJECT_GRAPH";
    public const string Suffix = "/.ATTRIBUTES/VARIABLE_VALUE";

    /// <summary>Full names of variables by key, as far as the graph tells them.</summary>
    public static Dictionary<string, string> Names(ReadOnlyMemory<byte> graph)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        ProtoReader nodes = new(graph);
        while (nodes.Next())
        {
            ProtoReader node = new(nodes.Bytes);
            while (nodes.Field == 1 && node.Next())
                if (node.Field == 2 && Attribute(node.Bytes) is var (key, name)) names[key] = name;
        }
        return names;
    }

    private static (string Key, string Name)? Attribute(ReadOnlyMemory<byte> attribute)
    {
        string key = "", name = "";
        ProtoReader r = new(attribute);
        while (r.Next())
        {
            if (r.Field == 2) name = Encoding.UTF8.GetString(r.Bytes.Span);
            if (r.Field == 3) key = Encoding.UTF8.GetString(r.Bytes.Span);
        }
        return key.Length > 0 && name.Length > 0 ? (key, name) : null;
    }
}
