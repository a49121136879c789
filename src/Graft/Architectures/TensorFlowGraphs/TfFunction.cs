using System.Text;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>A function of a SavedModel: its arguments, its nodes, and which of them it returns.</summary>
/// <param name="Arguments">Names of what comes in, in order.</param>
/// <param name="Nodes">Its nodes; their inputs are arguments or 'node:output:0'.</param>
/// <param name="Returns">What comes out, in order.</param>
internal sealed record TfFunction(IReadOnlyList<string> Arguments, IReadOnlyList<TfNode> Nodes, IReadOnlyList<string> Returns)
{
    /// <summary>Parses a FunctionDef; null where it has no name.</summary>
    public static (string Name, TfFunction Function)? Parse(ReadOnlyMemory<byte> message)
    {
        ReadOnlyMemory<byte> signature = TfSavedGraph.Fields(message, 1).FirstOrDefault();
        string name = Text(signature, 1);
        Dictionary<string, string> returns = TfSavedGraph.Fields(message, 4).GroupBy(r => Text(r, 1)).ToDictionary(g => g.Key, g => Text(g.First(), 2), StringComparer.Ordinal);
        string[] arguments = [.. TfSavedGraph.Fields(signature, 2).Select(a => Text(a, 1))];
        string[] outputs = [.. TfSavedGraph.Fields(signature, 3).Select(o => returns.GetValueOrDefault(Text(o, 1), ""))];
        return name.Length == 0 ? null : (name, new(arguments, [.. TfSavedGraph.Fields(message, 3).Select(TfProtoNode.Parse)], outputs));
    }

    private static string Text(ReadOnlyMemory<byte> message, int field) => Encoding.UTF8.GetString(TfSavedGraph.Fields(message, field).FirstOrDefault().Span);
}

/// <summary>Nodes as protocol buffers.</summary>
internal static class TfProtoNode
{
    public static TfNode Parse(ReadOnlyMemory<byte> message)
    {
        Dictionary<string, ReadOnlyMemory<byte>> attributes = new(StringComparer.Ordinal);
        foreach (ReadOnlyMemory<byte> entry in TfSavedGraph.Fields(message, 5)) attributes[Text(entry, 1)] = TfSavedGraph.Fields(entry, 2).FirstOrDefault();
        string[] inputs = [.. TfSavedGraph.Fields(message, 3).Select(i => Encoding.UTF8.GetString(i.Span)).Where(i => !i.StartsWith('^')).Select(TfNode.Plain)];
        return new(Text(message, 1), Text(message, 2), inputs, new TfProtoAttributes(attributes));
    }

    private static string Text(ReadOnlyMemory<byte> message, int field) => Encoding.UTF8.GetString(TfSavedGraph.Fields(message, field).FirstOrDefault().Span);
}
