using System.Text.Json;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>Adds the layers of a model to a graph, from its inputs to its outputs; models inside it are opened.</summary>
/// <param name="build">The graph.</param>
/// <param name="model">A Sequential or Functional model.</param>
/// <param name="prefix">The path of the models that it lies in; empty for the outermost.</param>
internal sealed class KerasWalk(KerasBuild build, KerasLayer model, string prefix)
{
    private readonly Dictionary<KerasSource, KerasTensor> _done = [];
    private readonly Dictionary<string, KerasLayer> _byName = model.Children.GroupBy(c => c.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    private readonly HashSet<KerasSource> _open = [];
    private readonly Lazy<Dictionary<string, int>> _firstCalls = new(() => FirstCalls(model));

    /// <summary>The outermost model: its inputs become the graph's.</summary>
    public IReadOnlyList<(string Name, KerasTensor Tensor)> Run()
    {
        IReadOnlyList<(string, KerasTensor)> inputs = [.. Inputs().Select(i => (i.Name, Declare(i)))];
        return Run([.. inputs.Select(i => i.Item2)]);
    }

    /// <summary>The outputs of these inputs.</summary>
    public IReadOnlyList<(string Name, KerasTensor Tensor)> Run(IReadOnlyList<KerasTensor> inputs)
    {
        if (model.Kind == "Sequential") return [Chain(inputs)];
        IReadOnlyList<KerasSource> starts = KerasConnections.Ends(model, "input_layers"), ends = KerasConnections.Ends(model, "output_layers");
        if (starts.Count != inputs.Count || ends.Count == 0) throw Fail($"it has {starts.Count} inputs and {ends.Count} outputs, {inputs.Count} inputs are given");
        foreach ((KerasSource start, KerasTensor input) in starts.Zip(inputs)) _done[start] = input;
        return [.. ends.Select(e => (e.Layer, Resolve(e)))];
    }

    private (string, KerasTensor) Chain(IReadOnlyList<KerasTensor> inputs)
    {
        if (inputs is not [KerasTensor x]) throw Fail($"a Sequential takes one input, {inputs.Count} are given");
        KerasLayer[] layers = [.. model.Children.Where(c => c.Kind != "InputLayer")];
        foreach (KerasLayer layer in layers) x = Apply(layer, [x]);
        return (layers.Length > 0 ? layers[^1].Name : model.Name, x);
    }

    /// <summary>The output of a layer's call, its inputs first. An explicit stack would say no more: models are some hundred layers deep.</summary>
    private KerasTensor Resolve(KerasSource source)
    {
        if (_done.TryGetValue(source, out KerasTensor? known)) return known;
        if (!_byName.TryGetValue(source.Layer, out KerasLayer? layer)) throw Fail($"'{source.Layer}' is connected, but is no layer of it");
        if (!_open.Add(source)) throw Fail($"layer '{source.Layer}' is connected in a circle");
        System.Runtime.CompilerServices.RuntimeHelpers.EnsureSufficientExecutionStack();
        IReadOnlyList<IReadOnlyList<KerasSource>> calls = KerasConnections.Calls(layer);
        int call = source.Call - _firstCalls.Value.GetValueOrDefault(source.Layer);
        if (call < 0 || call >= calls.Count || calls[call].Count == 0) throw Fail($"layer '{source.Layer}' has no call {source.Call}");
        return _done[source] = Apply(layer, [.. calls[call].Select(Resolve)], KerasConnections.CallOf(layer, call));
    }

    /// <summary>The lowest call of each layer that is used: Keras 2 counts from 1 for models, whose own making is call 0.</summary>
    private static Dictionary<string, int> FirstCalls(KerasLayer model) => model.Children.SelectMany(c => KerasConnections.Calls(c).SelectMany(s => s)).Concat(KerasConnections.Ends(model, "output_layers"))
        .GroupBy(s => s.Layer, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Min(s => s.Call), StringComparer.Ordinal);

    private KerasTensor Apply(KerasLayer layer, IReadOnlyList<KerasTensor> inputs, JsonElement call = default)
    {
        string path = prefix.Length == 0 ? layer.Name : $"{prefix}.{layer.Name}";
        if (!layer.IsModel) return KerasLayers.Add(new(build, layer, build.Builder.Unused(path)) { Call = call }, inputs);
        IReadOnlyList<(string Name, KerasTensor Tensor)> outputs = new KerasWalk(build, layer, path).Run(inputs);
        return outputs is [var only] ? only.Tensor : throw Fail($"the model '{layer.Name}' inside it has {outputs.Count} outputs; one is built");
    }

    private IEnumerable<(string Name, KerasLayer Layer)> Inputs()
    {
        if (model.Kind == "Sequential") return [(FirstOf(model).Name, FirstOf(model))];
        return KerasConnections.Ends(model, "input_layers").Select(s => (s.Layer, _byName.GetValueOrDefault(s.Layer) ?? throw Fail($"its input '{s.Layer}' is no layer of it")));
    }

    /// <summary>The layer that tells the input's shape: the first, or the first of a model that comes first.</summary>
    private KerasLayer FirstOf(KerasLayer of)
    {
        KerasLayer first = of.Children.Count > 0 ? of.Children[0] : throw Fail("it has no layers");
        if (!first.IsModel) return first;
        return first.Kind == "Sequential" ? FirstOf(first) : first.Children.First(c => c.Name == KerasConnections.Ends(first, "input_layers")[0].Layer);
    }

    private KerasTensor Declare((string Name, KerasLayer Layer) input)
    {
        Dimension[] shape = ["batch", .. ShapeOf(input.Layer).Skip(1)];
        bool isWhole = input.Layer.Kind == "Embedding" || input.Layer.Settings.TryGetProperty("dtype", out JsonElement dtype) && dtype.ValueKind == JsonValueKind.String && dtype.GetString()!.StartsWith("int", StringComparison.Ordinal);
        return KerasTensor.OfLast(build.Builder.Input(build.Builder.Unused(input.Layer.Kind == "InputLayer" ? input.Name : "input"), isWhole ? ElementType.Int64 : ElementType.Float32, shape));
    }

    private Dimension[] ShapeOf(KerasLayer layer)
    {
        foreach (JsonElement holder in new[] { layer.Settings, Built(layer.Entry), Built(model.Entry) })
            foreach (string key in new[] { "batch_shape", "batch_input_shape", "input_shape" })
                if (holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(key, out JsonElement shape) && shape.ValueKind == JsonValueKind.Array)
                    return [.. shape.EnumerateArray().Select((d, axis) => d.ValueKind == JsonValueKind.Number ? (Dimension)d.GetInt64() : new Dimension(null, $"axis{axis}"))];
        throw Fail($"neither it nor its first layer '{layer.Name}' says the shape of its input");
    }

    private static JsonElement Built(JsonElement entry) => entry.TryGetProperty("build_config", out JsonElement built) ? built : default;

    private GraftException Fail(string fault) => new($"{build.Source}: model '{model.Name}': {fault}.");
}
