using System.Globalization;
using Graft.Backbones;
using Graft.Data;
using Graft.Data.Checks;
using Graft.Features;
using Graft.Training.Probe;

namespace Graft.Training;

/// <summary>The checks of data that need a network: features that hardly differ, labels that the other examples contradict, and outliers.</summary>
public static class FeatureChecks
{
    private const int Nearest = 10;

    /// <summary>Adds to a report what the features of a backbone say.</summary>
    /// <param name="set">The photos.</param>
    /// <param name="report">What the checks without a network found.</param>
    /// <param name="backbone">A frozen network.</param>
    /// <param name="home">The folder below which features are cached.</param>
    /// <param name="options">From where on something is told; null for the defaults.</param>
    /// <param name="progress">Told how far the features are.</param>
    /// <param name="cancel">Stops; features stay cached.</param>
    public static DataReport Add(ExampleSet set, DataReport report, Backbone backbone, string home, CheckOptions? options = null, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default)
    {
        options = Options.Validate(options ?? new());
        using FeatureExtractor extractor = new(backbone, home);
        FeatureSet features = extractor.Compute([.. set.Examples.Select(e => e.Path)], progress, cancel).ToSet(backbone.FeatureCount);
        Example[] examples = [.. features.Rows.Select(r => set.Examples[r])];
        HashSet<string> told = [.. report.Findings.Where(f => f.Check is CheckNames.Leak or CheckNames.ContradictoryLabels or CheckNames.NearDuplicate or CheckNames.ExactDuplicate).SelectMany(f => f.Places)];
        return DataReport.Of(report.Source, report.Count, report.Classes, [.. report.Findings, .. Similar(features, examples, told, options), .. Labels(features, examples, set, cancel), .. Outliers(features, examples)]);
    }

    private static IEnumerable<Finding> Similar(FeatureSet features, Example[] examples, HashSet<string> told, CheckOptions options)
    {
        foreach ((int a, int b, double cosine) in NearPairs.ByFeatures(features.Values, features.Width, options.FeatureCosine))
        {
            (Example x, Example y) = (examples[a], examples[b]);
            if ((x.Part == y.Part && x.Label == y.Label) || (told.Contains(x.Path) && told.Contains(y.Path))) continue;
            string where = x.Part == y.Part ? $"labels '{x.Label}' and '{y.Label}'" : $"parts {(x.Part ?? Part.Train).Name()} and {(y.Part ?? Part.Train).Name()}";
            yield return new(CheckNames.SimilarFeatures, Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"Features hardly differ (cosine {cosine:F3}) across the {where}: look whether they show the same."), [x.Path, y.Path]);
        }
    }

    private static IEnumerable<Finding> Labels(FeatureSet features, Example[] examples, ExampleSet set, CancellationToken cancel)
    {
        int[] labels = [.. examples.Select(e => set.IndexOf(e.Label))];
        if (labels.Distinct().Count() < 2) yield break;
        ProbeTrial chosen = ProbeFitting.Fit(features.Values, features.Width, labels, set.Classes.Count, new(), seed: 0, cancel: cancel).Chosen;
        foreach (SuspectedExample s in SuspectedLabels.Of(features.Values, features.Width, [.. examples.Select(e => e.Path)], labels, set.Classes, chosen, seed: 0, [.. examples.Select(e => e.Group)], cancel))
            yield return new(CheckNames.LabelError, Severity.Warning, string.Create(CultureInfo.InvariantCulture, $"is labelled '{s.Label}', but the other examples say '{s.Suggested}' (p of its own label {s.Quality:F3})"), [s.Path]);
    }

    /// <summary>Photos whose nearest ten are unusually far: beyond the third quartile by three times the distance between the quartiles (Tukey's outer fence).</summary>
    private static IEnumerable<Finding> Outliers(FeatureSet features, Example[] examples)
    {
        double[] distance = MeanDistance(features), sorted = [.. distance.Order()];
        if (sorted.Length < 4 * Nearest) yield break;
        double quarter = sorted[sorted.Length / 4], upper = sorted[3 * sorted.Length / 4], fence = upper + (3 * (upper - quarter));
        string[] places = [.. Enumerable.Range(0, distance.Length).Where(i => distance[i] > fence).OrderByDescending(i => distance[i]).Select(i => examples[i].Path)];
        if (places.Length > 0) yield return new(CheckNames.Outlier, Severity.Note, $"{places.Length} photo{(places.Length == 1 ? "" : "s")} unlike all others, the least like first", places);
    }

    private static double[] MeanDistance(FeatureSet features)
    {
        float[] unit = NearPairs.UnitRows(features.Values, features.Width);
        int count = features.Rows.Count, width = features.Width;
        double[] distance = new double[count];
        Parallel.For(0, count, i =>
        {
            float[] cosines = [.. Enumerable.Range(0, count).Where(j => j != i).Select(j => System.Numerics.Tensors.TensorPrimitives.Dot<float>(unit.AsSpan(i * width, width), unit.AsSpan(j * width, width)))];
            Array.Sort(cosines);
            distance[i] = 1 - cosines.TakeLast(Nearest).Average();
        });
        return distance;
    }
}
