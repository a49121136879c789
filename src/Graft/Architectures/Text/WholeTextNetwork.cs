using System.Text.Json;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>A text network as its folder has it, with the head of the file: all outputs that transformers would give.</summary>
internal static class WholeTextNetwork
{
    private static readonly string[] MaskedTasks = ["ForMaskedLM", "ForPreTraining"];

    /// <summary>Whether the config.json in a folder is of a text network that Graft builds.</summary>
    public static bool IsIn(string folder) => ModelType(folder) is string type && TextArchitecture.All.Any(a => a.ModelTypes.Contains(type));

    /// <summary>The model_type of the config.json in a folder, 'bert' in Google's own; null where there is none.</summary>
    public static string? ModelType(string folder) => GoogleBert.IsIn(folder) ? "bert" : Setting(folder, "model_type");

    /// <summary>Outputs of the classifier in a file; null where it has none.</summary>
    public static int? LabelsOf(Checkpoint checkpoint) => (checkpoint.Tensors.GetValueOrDefault("classifier.bias") ?? checkpoint.Tensors.GetValueOrDefault("classifier.out_proj.bias")) is TensorData bias
        ? (int)bias.Count : null;

    /// <summary>The network of a checkpoint and of the config.json in a folder. Outputs: 'logits' where the file has a head, 'last_hidden_state', 'pooler_output' where there is a pooler.</summary>
    /// <exception cref="GraftException">Tensors are missing, unexpected or of another shape; the message tells all of them.</exception>
    public static LoadedWeights Open(string folder, Checkpoint checkpoint)
    {
        if (GoogleBert.Names(checkpoint)) checkpoint = GoogleBert.Translate(checkpoint);
        TextHead head = HeadOf(checkpoint, Setting(folder, "architectures") ?? "");
        TextOptions options = new() { Head = head, Labels = LabelsOf(checkpoint), Pooler = Has(checkpoint, "pooler.") };
        LoadedWeights weights = TextWeights.Fill(TextConfig.Open(folder), checkpoint, options);
        return head == TextHead.None ? weights : weights with { Graph = WithHiddenState(weights.Graph) };
    }

    /// <summary>The class that the configuration names decides; without one, the names of the head's tensors do.</summary>
    private static TextHead HeadOf(Checkpoint checkpoint, string architecture)
    {
        if (architecture.EndsWith("ForSequenceClassification", StringComparison.Ordinal)) return TextHead.Sequence;
        if (architecture.EndsWith("ForTokenClassification", StringComparison.Ordinal)) return TextHead.Tokens;
        if (FillsTokens(checkpoint) && (architecture.Length == 0 || MaskedTasks.Any(t => architecture.EndsWith(t, StringComparison.Ordinal)))) return TextHead.MaskedTokens;
        if (architecture.Length > 0) return TextHead.None;
        if (Has(checkpoint, "classifier.dense") || Has(checkpoint, "pre_classifier")) return TextHead.Sequence;
        if (!Has(checkpoint, "classifier.weight")) return TextHead.None;
        return Has(checkpoint, "pooler.") ? TextHead.Sequence : TextHead.Tokens;
    }

    private static bool FillsTokens(Checkpoint checkpoint) => new[] { "cls.predictions.transform.dense", "lm_head.dense", "vocab_transform", "predictions.dense" }.Any(part => Has(checkpoint, part));

    private static bool Has(Checkpoint checkpoint, string part) => checkpoint.Tensors.Keys.Any(k => k.Contains(part, StringComparison.Ordinal));

    private static Graph WithHiddenState(Graph graph)
    {
        Graph whole = WithOutput(graph, graph.Metadata[GraphNotes.Features], "last_hidden_state");
        return graph.Stages.FirstOrDefault(s => s.Name == "pooler") is Stage pooler ? WithOutput(whole, pooler.Tensor, "pooler_output") : whole;
    }

    private static Graph WithOutput(Graph graph, string tensor, string name) => graph with
    {
        Nodes = [.. graph.Nodes, new Node("Identity", [tensor], [name], name)],
        Outputs = [.. graph.Outputs, graph.Find(tensor)! with { Name = name }],
    };

    private static string? Setting(string folder, string key)
    {
        string path = Path.Combine(folder, "config.json");
        if (!File.Exists(path)) return null;
        using JsonDocument json = Json.Open(path, "config.json", 16 << 20);
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty(key, out JsonElement value)) return null;
        JsonElement first = value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0 ? value[0] : value;
        return first.ValueKind == JsonValueKind.String ? first.GetString() : null;
    }
}
