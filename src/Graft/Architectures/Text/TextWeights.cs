using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>Fills text networks from published files.</summary>
public static class TextWeights
{
    /// <summary>
    /// Reads a folder as published: config.json, and weights as safetensors or PyTorch files; or Google's bert_config.json and bert_model.ckpt. Without further word the network has no head, and a pooler
    /// if the file has one.
    /// </summary>
    /// <exception cref="GraftException">A file is missing or damaged, or tensors do not fit; the message tells all of them.</exception>
    public static LoadedWeights Open(string folder, TextOptions? options = null)
    {
        TextConfig config = TextConfig.Open(folder);
        Checkpoint checkpoint = Checkpoint.Open(folder);
        return Fill(config, checkpoint, options ?? new() { Pooler = checkpoint.Tensors.Keys.Any(k => k.Contains("pooler.", StringComparison.Ordinal) || k.Contains("pooler/", StringComparison.Ordinal)) });
    }

    /// <summary>Builds the network of a configuration and looks up every parameter by its name in the file.</summary>
    /// <exception cref="GraftException">Tensors are missing, unexpected or of another shape; the message tells all of them.</exception>
    public static LoadedWeights Fill(TextConfig config, Checkpoint checkpoint, TextOptions options)
    {
        TextArchitecture family = TextArchitecture.Get(config.ModelType);
        Graph graph = TextArchitecture.Build(config, options);
        NameMap names = new("transformers", []) { BasePrefix = $"{family.Prefix}." };
        return WeightLoading.Fill(graph, WithTodaysNames(GoogleBert.Names(checkpoint) ? GoogleBert.Translate(checkpoint) : checkpoint), names, Unused(family, graph));
    }

    /// <summary>Heads that the graph lacks, the pooler where it has none, and copies of tied tensors.</summary>
    private static string[] Unused(TextArchitecture family, Graph graph)
    {
        IEnumerable<string> modules = family.Heads.Append($"{family.Prefix}.pooler").Where(m => !graph.Initializers.Keys.Any(k => k.StartsWith($"{m}.", StringComparison.Ordinal)));
        return [.. modules.Select(m => $"{m}."), "cls.predictions.decoder.", "cls.seq_relationship.", "lm_head.decoder.", "predictions.decoder.", "vocab_projector.weight", "generator_lm_head.weight"];
    }

    /// <summary>Old files call LayerNorm's weight and bias gamma and beta.</summary>
    private static Checkpoint WithTodaysNames(Checkpoint checkpoint) => checkpoint.Tensors.Keys.Any(IsOld)
        ? checkpoint with { Tensors = checkpoint.Tensors.ToDictionary(t => Todays(t.Key), t => t.Value, StringComparer.Ordinal) } : checkpoint;

    private static bool IsOld(string name) => name.EndsWith("LayerNorm.gamma", StringComparison.Ordinal) || name.EndsWith("LayerNorm.beta", StringComparison.Ordinal);

    private static string Todays(string name) => !IsOld(name) ? name : name.EndsWith("gamma", StringComparison.Ordinal) ? $"{name[..^5]}weight" : $"{name[..^4]}bias";
}
