using Graft.Evaluation.LabelErrors;
using Graft.Training.Probe;

namespace Graft.Training;

/// <summary>A training example whose label is likely wrong.</summary>
/// <param name="Path">The file.</param>
/// <param name="Label">Its label.</param>
/// <param name="Suggested">What the other examples say it is.</param>
/// <param name="Quality">Probability of its own label by a head that has not seen it: 0 to 1.</param>
public sealed record SuspectedExample(string Path, string Label, string Suggested, double Quality);

/// <summary>Finds likely label errors among frozen features, by confident learning on cross-validated heads.</summary>
public static class SuspectedLabels
{
    /// <summary>The suspected examples, the most suspect first.</summary>
    /// <param name="features">N rows of D values.</param>
    /// <param name="width">D.</param>
    /// <param name="paths">N files.</param>
    /// <param name="labels">N class indices.</param>
    /// <param name="classes">The names of the classes.</param>
    /// <param name="chosen">Penalty and standardising of the heads.</param>
    /// <param name="seed">Decides the folds.</param>
    /// <param name="groups">Per example its group, whose members are held out together; null where there are none.</param>
    /// <param name="cancel">Stops between fits.</param>
    public static IReadOnlyList<SuspectedExample> Of(float[] features, int width, IReadOnlyList<string> paths, int[] labels, IReadOnlyList<string> classes, ProbeTrial chosen, long seed, IReadOnlyList<string?>? groups = null, CancellationToken cancel = default)
    {
        float[] probabilities = CrossValidation.Probabilities(features, width, labels, classes.Count, chosen, new() { Groups = groups }, seed, cancel);
        return [.. ConfidentLearning.Find(probabilities, labels, classes.Count).Select(s => new SuspectedExample(paths[s.Row], classes[s.Given], classes[s.Suggested], s.Quality))];
    }
}
