using System.Text.Json;
using Graft.Checkpoints;

namespace Graft.Architectures.KerasModels;

/// <summary>One output of one call of a layer.</summary>
internal readonly record struct KerasSource(string Layer, int Call);

/// <summary>How the layers of a functional model are connected: Keras 2 lists names and numbers, Keras 3 tensors with a history.</summary>
internal static class KerasConnections
{
    private const int DeepestNesting = 16;

    /// <summary>For each call of a layer, what comes in.</summary>
    public static IReadOnlyList<IReadOnlyList<KerasSource>> Calls(KerasLayer layer) =>
        layer.Entry.TryGetProperty("inbound_nodes", out JsonElement calls) && calls.ValueKind == JsonValueKind.Array ? [.. calls.EnumerateArray().Select(Call)] : [];

    /// <summary>One call as the configuration has it.</summary>
    public static JsonElement CallOf(KerasLayer layer, int number) => layer.Entry.GetProperty("inbound_nodes")[number];

    /// <summary>Names under which a call is given tensors beside its inputs: states, masks.</summary>
    public static IEnumerable<string> NamedTensors(JsonElement call)
    {
        JsonElement[] named = call.ValueKind switch
        {
            JsonValueKind.Object when call.TryGetProperty("kwargs", out JsonElement kwargs) => [kwargs],
            JsonValueKind.Array => [.. call.EnumerateArray().Where(input => input.ValueKind == JsonValueKind.Array && input.GetArrayLength() > 3).Select(input => input[3])],
            _ => [],
        };
        return named.Where(n => n.ValueKind == JsonValueKind.Object).SelectMany(n => n.EnumerateObject()).Where(p => Sources(p.Value, 0).Any()).Select(p => p.Name);
    }

    /// <summary>What a model's input_layers or output_layers name.</summary>
    public static IReadOnlyList<KerasSource> Ends(KerasLayer model, string key) =>
        model.Settings.TryGetProperty(key, out JsonElement ends) ? [.. Sources(ends, 0)] : [];

    private static IReadOnlyList<KerasSource> Call(JsonElement call) =>
        call.ValueKind == JsonValueKind.Object ? [.. call.TryGetProperty("args", out JsonElement args) ? Sources(args, 0) : []] : [.. Sources(call, 0)];

    private static IEnumerable<KerasSource> Sources(JsonElement value, int depth)
    {
        if (depth > DeepestNesting) throw new GraftException("The connections of a Keras model are nested without end.");
        if (value.ValueKind == JsonValueKind.Array) return IsSource(value) ? [SourceOf(value)] : value.EnumerateArray().SelectMany(v => Sources(v, depth + 1));
        if (value.ValueKind != JsonValueKind.Object) return [];
        return value.TryGetProperty("config", out JsonElement config) && config.ValueKind == JsonValueKind.Object && config.TryGetProperty("keras_history", out JsonElement history) ? Sources(history, depth + 1)
            : value.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Array).SelectMany(p => Sources(p.Value, depth + 1));
    }

    /// <summary>["conv", 0, 0]: layer, call, output; perhaps with settings behind.</summary>
    private static bool IsSource(JsonElement list) => list.GetArrayLength() >= 3 && list[0].ValueKind == JsonValueKind.String && list[1].ValueKind == JsonValueKind.Number && list[2].ValueKind == JsonValueKind.Number;

    private static KerasSource SourceOf(JsonElement list) => list[2].GetInt32() == 0 ? new(list[0].GetString()!, list[1].GetInt32())
        : throw new GraftException($"A Keras model uses output {list[2].GetInt32()} of layer '{list[0].GetString()}'; layers with several outputs are not built.");
}
