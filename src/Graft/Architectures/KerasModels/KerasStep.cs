using System.Text.Json;
using Graft.Architectures.Configurations;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>One layer while it is added to a graph: its settings, its path, its weights.</summary>
/// <param name="Build">The graph.</param>
/// <param name="Layer">The layer's configuration.</param>
/// <param name="Path">Its name, behind those of the models that it lies in.</param>
internal sealed record KerasStep(KerasBuild Build, KerasLayer Layer, string Path)
{
    /// <summary>What the configuration says of this call of the layer; undefined in a Sequential.</summary>
    public JsonElement Call { get; init; }

    /// <summary>The settings; errors name the layer.</summary>
    public ConfigReader Settings => new(Layer.Settings, $"{Build.Source}: layer '{Layer.Name}' ({Layer.Kind})");

    /// <summary>What the layer's main node is called: as the layer, unless its activation is, which comes last.</summary>
    public string Core => KerasActivations.NameOf(Layer.Settings, "activation") is null or "linear" ? Path : $"{Path}.linear";

    /// <summary>A number for each axis: Keras lets one stand for all.</summary>
    public long[] Numbers(string key, int axes, long orElse)
    {
        if (!Settings.Has(key)) return [.. Enumerable.Repeat(orElse, axes)];
        if (Settings.IsNumber(key)) return [.. Enumerable.Repeat((long)Settings.Int(key, 0), axes)];
        long[] numbers = [.. Settings.Ints(key, []).Select(n => (long)n)];
        return numbers.Length == axes ? numbers : throw Fail($"'{key}' has {numbers.Length} numbers, expected {axes}");
    }

    /// <summary>A parameter of this layer, filled from the file's next variable.</summary>
    public Wire Weight(string name, TensorChange change, params long[] shape) => Build.Weight(this, name, change, shape);

    /// <summary>A bias, where the layer has one.</summary>
    public Wire? Bias(long size) => Settings.Bool("use_bias", true) ? Weight("bias", TensorChange.None, size) : null;

    /// <summary>Applies the layer's own activation.</summary>
    public KerasTensor Activate(KerasTensor x) => KerasActivations.Apply(this, x, KerasActivations.NameOf(Layer.Settings, "activation") ?? "linear");

    /// <summary>An error that names the layer.</summary>
    public GraftException Fail(string fault) => new($"{Build.Source}: layer '{Layer.Name}' ({Layer.Kind}): {fault}.");

    /// <summary>A value that may be a number or a list of numbers.</summary>
    public float[] Floats(string key, float orElse)
    {
        if (!Layer.Settings.TryGetProperty(key, out JsonElement value) || value.ValueKind == JsonValueKind.Null) return [orElse];
        return value.ValueKind == JsonValueKind.Array ? [.. Flat(value)] : [value.GetSingle()];
    }

    private static IEnumerable<float> Flat(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Flat) : [value.GetSingle()];
}
