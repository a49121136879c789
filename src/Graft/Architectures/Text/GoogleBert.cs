using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>
/// Google's own checkpoints of BERT (bert_model.ckpt) under transformers' names: 'bert/encoder/layer_0/attention/self/query/kernel' is
/// 'bert.encoder.layer.0.attention.self.query.weight', transposed. Source: https://github.com/google-research/bert, modeling.py.
/// </summary>
internal static class GoogleBert
{
    /// <summary>The configuration beside such a checkpoint.</summary>
    public const string ConfigName = "bert_config.json";

    private static readonly string[] OfTraining = ["adam_m", "adam_v", "global_step", "Adam", "Adam_1"];

    /// <summary>Names that follow no rule; classifiers of run_classifier.py too.</summary>
    private static readonly Dictionary<string, string> Odd = new(StringComparer.Ordinal)
    {
        ["cls/predictions/output_bias"] = "cls.predictions.bias", ["cls/seq_relationship/output_weights"] = "cls.seq_relationship.weight",
        ["cls/seq_relationship/output_bias"] = "cls.seq_relationship.bias", ["output_weights"] = "classifier.weight", ["output_bias"] = "classifier.bias",
    };

    /// <summary>Whether a folder is one that Google publishes: bert_config.json, and no config.json of others.</summary>
    public static bool IsIn(string folder) => File.Exists(Path.Combine(folder, ConfigName)) && !File.Exists(Path.Combine(folder, "config.json"));

    /// <summary>Whether a checkpoint has these names.</summary>
    public static bool Names(Checkpoint checkpoint) => checkpoint.Tensors.ContainsKey("bert/embeddings/word_embeddings");

    /// <summary>The checkpoint under transformers' names and shapes; what only training needs is left out.</summary>
    public static Checkpoint Translate(Checkpoint checkpoint)
    {
        Dictionary<string, TensorData> tensors = new(StringComparer.Ordinal);
        List<string> leftOut = [.. checkpoint.LeftOut];
        foreach ((string name, TensorData tensor) in checkpoint.Tensors)
        {
            if (OfTraining.Contains(name[(name.LastIndexOf('/') + 1)..])) leftOut.Add(name);
            else tensors[NameOf(name)] = name.EndsWith("/kernel", StringComparison.Ordinal) ? Transposed(tensor) : tensor;
        }
        return checkpoint with { Tensors = tensors, LeftOut = leftOut };
    }

    private static string NameOf(string name)
    {
        if (Odd.TryGetValue(name, out string? odd)) return odd;
        string[] steps = name.Replace("/layer_", "/layer/", StringComparison.Ordinal).Split('/');
        steps[^1] = steps[^1] switch
        {
            "kernel" or "gamma" => "weight",
            "beta" => "bias",
            string other when other.EndsWith("_embeddings", StringComparison.Ordinal) => $"{other}.weight",
            string other => other,
        };
        return string.Join('.', steps);
    }

    private static TensorData Transposed(TensorData kernel) => TensorChange.Transposed.Apply([kernel.ToFloat32()], [.. kernel.Shape.Reverse()]);
}
