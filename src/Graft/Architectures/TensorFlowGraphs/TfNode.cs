using System.Text.Json;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>One operation of a TensorFlow graph.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Op">Its operation: Conv2D.</param>
/// <param name="Inputs">Names of the nodes that it reads, control inputs left out; 'node:1' is an output beyond the first.</param>
/// <param name="Attributes">Its attributes.</param>
internal sealed record TfNode(string Name, string Op, IReadOnlyList<string> Inputs, TfAttributes Attributes)
{
    /// <summary>Parses a node of TensorFlow.js.</summary>
    public static TfNode Parse(JsonElement node) => new(node.GetProperty("name").GetString()!, node.GetProperty("op").GetString()!,
        node.TryGetProperty("input", out JsonElement inputs) ? [.. inputs.EnumerateArray().Select(i => i.GetString()!).Where(i => !i.StartsWith('^')).Select(Plain)] : [],
        new TfJsonAttributes(node.TryGetProperty("attr", out JsonElement attributes) ? attributes : default));

    /// <summary>The name of an output, without the number of the first.</summary>
    public static string Plain(string output) => output.EndsWith(":0", StringComparison.Ordinal) ? output[..^2] : output;

    public string Text(string attribute, string orElse) => Attributes.Text(attribute) ?? orElse;

    public string[] Texts(string attribute) => Attributes.Texts(attribute) ?? [];

    public float Float(string attribute, float orElse) => Attributes.Float(attribute) ?? orElse;

    public bool Flag(string attribute) => Attributes.Flag(attribute) == true;

    public long[]? Longs(string attribute) => Attributes.Longs(attribute);

    public long[]? Shape(string attribute) => Attributes.Shape(attribute);
}
