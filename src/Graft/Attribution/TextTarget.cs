using Graft.Data.Texts;

namespace Graft.Attribution;

/// <summary>What of a model's answer is explained.</summary>
/// <param name="Index">Which output.</param>
/// <param name="Label">Its label.</param>
/// <param name="Probability">Its probability, or the number.</param>
/// <param name="IsNumber">Whether the model answers with a number.</param>
internal sealed record TextTarget(int Index, string Label, double Probability, bool IsNumber)
{
    private const string Number = "score";

    /// <summary>The label that is named, else the most probable one.</summary>
    public static TextTarget Of(TextTask task, IReadOnlyList<string> labels, float[] said, string? label)
    {
        if (task == TextTask.Tagging) throw new GraftException("A model that tags words answers word by word: what a whole answer rests on can't be told. Explain models of classification, multi_label, regression or similarity.");
        if (task is TextTask.Regression or TextTask.Similarity) return label is null or Number ? new(0, Number, said[0], true) : throw new UnknownNameException("label", label, [Number]);
        int target = label is null ? Array.IndexOf(said, said.Max()) : labels.ToList().IndexOf(label);
        return target < 0 ? throw new UnknownNameException("label", label!, labels) : new(target, labels[target], said[target], false);
    }

    /// <summary>The number, or the logarithm of the label's probability.</summary>
    public double Score(float[] said) => IsNumber ? said[0] : Math.Log(Math.Max(said[Index], 1e-12));
}
