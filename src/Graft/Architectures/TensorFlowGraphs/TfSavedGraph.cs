using System.Text;
using Graft.Checkpoints;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>
/// The graph of a SavedModel, its functions put in place of their calls, with the inputs and outputs of a signature. Source: core/protobuf/meta_graph.proto, core/framework/{graph,
/// function,node_def,op_def}.proto.
/// </summary>
/// <param name="Nodes">All nodes.</param>
/// <param name="Inputs">The signature's names of placeholders.</param>
/// <param name="Outputs">The signature's names of nodes.</param>
internal sealed record TfSavedGraph(IReadOnlyList<TfNode> Nodes, IReadOnlyList<(string Name, string Node)> Inputs, IReadOnlyList<(string Name, string Node)> Outputs)
{
    private const string Format = "SavedModel";
    private static readonly string[] Preferred = ["serving_default", "default"];

    /// <summary>Reads the first graph that has a signature for use; 'serving_default' where there are several.</summary>
    public static TfSavedGraph Read(string path)
    {
        using MappedFile file = MappedFile.Open(path);
        ReadOnlyMemory<byte> all = file.Slice(0, file.Length).ToArray();
        foreach (ReadOnlyMemory<byte> graph in Fields(all, 2))
            if (SignatureOf(graph) is { } signature) return Of(path, graph, signature);
        throw Faults.Fatal(path, Format, "it has no signature with inputs and outputs, which says where the network starts and ends");
    }

    private static TfSavedGraph Of(string path, ReadOnlyMemory<byte> graph, ReadOnlyMemory<byte> signature)
    {
        ReadOnlyMemory<byte> definition = Fields(graph, 2).FirstOrDefault();
        Dictionary<string, TfFunction> functions = new(StringComparer.Ordinal);
        foreach (ReadOnlyMemory<byte> function in Fields(definition, 2).SelectMany(library => Fields(library, 1)))
            if (TfFunction.Parse(function) is var (name, parsed)) functions[name] = parsed;
        IEnumerable<TfNode> nodes = Fields(definition, 1).Select(TfProtoNode.Parse);
        return new(new TfInlining(path, functions).Expand(nodes), Ends(signature, 1), Ends(signature, 2));
    }

    private static ReadOnlyMemory<byte>? SignatureOf(ReadOnlyMemory<byte> graph)
    {
        (string Name, ReadOnlyMemory<byte> Value)[] all = [.. Fields(graph, 5).Select(Entry).Where(s => Ends(s.Value, 1).Length > 0 && Ends(s.Value, 2).Length > 0)];
        return all.Length == 0 ? null : all.OrderBy(s => Array.IndexOf(Preferred, s.Name) is var at && at < 0 ? Preferred.Length : at).First().Value;
    }

    private static (string Name, string Node)[] Ends(ReadOnlyMemory<byte> signature, int field) => [.. Fields(signature, field).Select(Entry)
        .Select(e => (e.Key, TfNode.Plain(Encoding.UTF8.GetString(Fields(e.Value, 1).FirstOrDefault().Span)))).OrderBy(e => e.Key, StringComparer.Ordinal)];

    private static (string Key, ReadOnlyMemory<byte> Value) Entry(ReadOnlyMemory<byte> entry) => (Encoding.UTF8.GetString(Fields(entry, 1).FirstOrDefault().Span), Fields(entry, 2).FirstOrDefault());

    /// <summary>All messages or texts of a field.</summary>
    internal static List<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int field)
    {
        List<ReadOnlyMemory<byte>> found = [];
        ProtoReader r = new(message);
        while (r.Next())
            if (r.Field == field) found.Add(r.Bytes);
        return found;
    }
}
