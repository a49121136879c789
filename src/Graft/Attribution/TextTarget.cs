using Graft.Data.Texts;

namespace Graft.Attribution;

/// <summary>What of a model's answer is explained.</summary>
/// <param name="Index">Which output.</param>
/// <param name="Label">Its label.</param>
/// <param name="Probability">Its probability, or the number.</param>
/// <param name="IsNumber">Whether the model answers with a number.</param>
/// <param name="IsOneOfMany">Whether labels exclude each other.</param>
internal sealed record TextTarget(int Index, string Label, double Probability, bool IsNumber, bool IsOneOfMany)
{
    private const string Number = "score";

    /// <summary>The label that is named, else the most probable one.</summary>
    public static TextTarget Of(TextTask task, IReadOnlyList<string> labels, float[] said, string? label)
    {
        if (task == TextTask.Tagging) throw new GraftException("A model that tags words answers word by word: what a whole answer rests on can't be told. Explain models of classification, multi_label, regression or similarity.");
        if (task is TextTask.Regression or TextTask.Similarity) return label is null or Number ? new(0, Number, said[0], true, false) : throw new UnknownNameException("label", label, [Number]);
        int target = label is null ? Array.IndexOf(said, said.Max()) : labels.ToList().IndexOf(label);
        return target < 0 ? throw new UnknownNameException("label", label!, labels) : new(target, labels[target], said[target], false, task == TextTask.Classification);
    }

    /// <summary>The number, or the logarithm of the label's odds, which still moves where a probability is all but 1.</summary>
    public double Score(float[] said)
    {
        if (IsNumber) return said[0];
        double others = IsOneOfMany ? said.Where((_, k) => k != Index).Sum(p => (double)p) : 1 - (double)said[Index];
        return Math.Log(Math.Max(said[Index], 1e-12)) - Math.Log(Math.Max(others, 1e-12));
    }
}
