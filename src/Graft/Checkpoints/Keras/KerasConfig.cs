using System.Text.Json;

namespace Graft.Checkpoints;

/// <summary>A layer of a Keras model as its configuration describes it; a model is a layer with children.</summary>
/// <param name="Name">The layer's own name: conv1_conv.</param>
/// <param name="Kind">Its class: Conv2D.</param>
/// <param name="Settings">Its 'config'.</param>
/// <param name="Entry">All that the model says of it: also what comes in.</param>
internal sealed record KerasLayer(string Name, string Kind, JsonElement Settings, JsonElement Entry)
{
    /// <summary>Layers of a model, in order; empty for a layer.</summary>
    public IReadOnlyList<KerasLayer> Children { get; init; } = [];

    /// <summary>Whether it consists of layers.</summary>
    public bool IsModel => Kind is "Sequential" or "Functional" or "Model";

    /// <summary>A switch of the configuration.</summary>
    public bool Flag(string key, bool orElse) => Settings.TryGetProperty(key, out JsonElement value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : orElse;

    /// <summary>A layer that this one wraps, such as the forward LSTM of Bidirectional; null where there is none.</summary>
    public KerasLayer? Wrapped(string key) => Settings.TryGetProperty(key, out JsonElement inner) && inner.ValueKind == JsonValueKind.Object ? KerasConfig.LayerOf(inner) : null;
}

/// <summary>Reads a model's configuration: model_config of .h5 and TensorFlow.js, config.json of .keras. Nothing in it is ever run.</summary>
internal static class KerasConfig
{
    private const string Format = "Keras configuration";
    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement.Clone();

    /// <summary>The model that a JSON text describes.</summary>
    /// <exception cref="GraftException">No valid JSON, or no model.</exception>
    public static KerasLayer Parse(string path, ReadOnlyMemory<byte> json)
    {
        using JsonDocument document = Json.Parse(path, Format, json);
        return Of(path, document.RootElement.Clone());
    }

    /// <summary>The model that a JSON object describes.</summary>
    public static KerasLayer Of(string path, JsonElement root)
    {
        try
        {
            KerasLayer model = LayerOf(root);
            if (ForeignModule(root) is { } module) throw new GraftException($"{path} describes a network by code: its model is {module}.{model.Kind}, which Keras does not bring. Save it as a Functional model, or save its weights alone.");
            return model.IsModel ? model : throw Faults.Fatal(path, Format, $"it describes a {model.Kind}, expected a Sequential or Functional model (subclassed models are Python code: export them to ONNX or save their weights alone)");
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw Faults.Fatal(path, Format, "it does not describe layers as Keras does", e);
        }
    }

    /// <summary>Every layer below a model, models inside it first opened.</summary>
    public static IEnumerable<KerasLayer> All(KerasLayer model) => model.Children.SelectMany(c => c.IsModel ? All(c) : [c]);

    /// <summary>Refuses what would need code that Keras does not bring: Lambda layers and classes of other modules.</summary>
    public static void RefuseCode(string path, KerasLayer model)
    {
        string[] code = [.. All(model).Select(l => l.Kind == "Lambda" ? $"layer '{l.Name}' is a Lambda: Python code, which is never decoded or run"
            : ForeignModule(l.Entry) is { } module ? $"layer '{l.Name}' is {module}.{l.Kind}, which is code that Keras does not bring" : "").Where(c => c.Length > 0)];
        if (code.Length > 0) throw new GraftException($"{path} describes a network by code: {string.Join("; ", code)}. Replace it by layers of Keras and save the model again, or save its weights alone (model.save_weights).");
    }

    internal static KerasLayer LayerOf(JsonElement entry)
    {
        string kind = entry.GetProperty("class_name").GetString()!;
        JsonElement settings = entry.GetProperty("config");
        if (settings.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array)) settings = Nothing; // a function's name: code, which is told elsewhere
        // A Sequential of old Keras is a bare list of layers.
        bool isList = settings.ValueKind == JsonValueKind.Array;
        string name = !isList && settings.TryGetProperty("name", out JsonElement own) ? own.GetString()! : entry.TryGetProperty("name", out JsonElement outer) ? outer.GetString()! : kind;
        KerasLayer layer = new(name, kind, settings, entry);
        if (!layer.IsModel) return layer;
        JsonElement layers = isList ? settings : settings.GetProperty("layers");
        return layer with { Children = [.. layers.EnumerateArray().Select(LayerOf)] };
    }

    private static string? ForeignModule(JsonElement entry)
    {
        if (!entry.TryGetProperty("module", out JsonElement module) || module.ValueKind != JsonValueKind.String) return null;
        string name = module.GetString()!;
        string first = name.Split('.')[0];
        return first is "keras" or "tf_keras" or "tensorflow" or "builtins" or "keras_hub" or "keras_nlp" or "keras_cv" ? null : name;
    }
}
