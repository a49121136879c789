using System.Globalization;
using Graft.Backbones;
using Graft.Data;
using Graft.Data.Checks;
using Graft.Evaluation;
using Graft.Evaluation.LabelErrors;
using Graft.Features;
using Graft.Training.Probe;

namespace Graft.Benchmarks;

/// <summary>How many planted faults a check found.</summary>
internal static class Scoring
{
    private static readonly string[] Kinds = [CheckNames.Leak, CheckNames.NearDuplicate, CheckNames.ExactDuplicate, CheckNames.ContradictoryLabels];

    /// <summary>Over pairs of files by name, names being unique; pairs of the unplanted data are left out.</summary>
    public static IEnumerable<string> Duplicates(Planted planted, DataReport before, DataReport after)
    {
        HashSet<(string, string)> known = Pairs(before), found = [.. Pairs(after).Where(p => !known.Contains(p))];
        Dictionary<string, string> copyOf = planted.Copies.ToDictionary(c => Path.GetFileName(c.Copy), c => Path.GetFileName(c.Original));
        bool IsTrue((string A, string B) p) => (copyOf.GetValueOrDefault(p.A) ?? p.A) == (copyOf.GetValueOrDefault(p.B) ?? p.B)
            || known.Contains(Ordered(copyOf.GetValueOrDefault(p.A) ?? p.A, copyOf.GetValueOrDefault(p.B) ?? p.B));
        int hits = planted.Copies.Count(c => found.Contains(Ordered(Path.GetFileName(c.Original), Path.GetFileName(c.Copy)))), right = found.Count(IsTrue);
        yield return Text($"recall {(double)hits / planted.Copies.Count:F3} ({hits} of {planted.Copies.Count} copies), precision {(double)right / Math.Max(1, found.Count):F3} ({right} of {found.Count} pairs); {known.Count} pairs in the data as they are");
        foreach (var way in planted.Copies.GroupBy(c => c.How))
            yield return Text($"{way.Key}: {way.Count(c => found.Contains(Ordered(Path.GetFileName(c.Original), Path.GetFileName(c.Copy))))} of {way.Count()}");
        string[] told = [.. after.Findings.Where(f => f.Check == CheckNames.Unreadable && f.Severity == Severity.Error).SelectMany(f => f.Places)];
        yield return Text($"unreadable: {planted.Unreadable.Count(told.Contains)} of {planted.Unreadable.Count}, {told.Except(planted.Unreadable).Count()} others");
    }

    /// <summary>Of the ranking of all photos by the probability of their own label, out of cross-validation on frozen features, and of those that confident learning takes.</summary>
    public static IEnumerable<string> LabelErrors(Planted planted, ExampleSet set, Backbone backbone, string home)
    {
        (FeatureSet features, Example[] examples) = FeaturesOf(set, backbone, home);
        int[] labels = [.. examples.Select(e => set.IndexOf(e.Label))];
        ProbeTrial chosen = ProbeFitting.Fit(features.Values, features.Width, labels, set.Classes.Count, new(), seed: 0).Chosen;
        float[] probabilities = CrossValidation.Probabilities(features.Values, features.Width, labels, set.Classes.Count, chosen, new(), seed: 0);
        bool[] flipped = [.. examples.Select(e => planted.Flipped.Contains(e.Path))];
        int all = flipped.Count(f => f), tenth = examples.Length / 10;
        double chance = (double)all / examples.Length;
        foreach ((string name, double[] quality) in new[] { ("self-confidence", ConfidentLearning.SelfConfidence(probabilities, labels, set.Classes.Count)), ("normalized margin", ConfidentLearning.NormalizedMargin(probabilities, labels, set.Classes.Count)) })
        {
            double average = PrecisionRecallCurve.Of([.. quality.Select(q => (float)-q)], flipped)!.AveragePrecision;
            int top = Enumerable.Range(0, flipped.Length).OrderBy(i => quality[i]).Take(tenth).Count(i => flipped[i]);
            yield return Text($"by {name}: average precision {average:F3} ({average / chance:F1} x chance), {top} of {all} flipped labels in the top 10 %");
        }
        IReadOnlyList<SuspectedLabel> found = ConfidentLearning.Find(probabilities, labels, set.Classes.Count);
        int hits = found.Count(s => flipped[s.Row]);
        yield return Text($"taken by confident learning: {found.Count}, of which {hits} are flipped (precision {(double)hits / Math.Max(1, found.Count):F3}, recall {(double)hits / all:F3})");
    }

    /// <summary>Of pairs across parts by the cosine of their features, at several thresholds; pairs of the unplanted photos are no copies.</summary>
    public static IEnumerable<string> Features(Planted planted, ExampleSet set, Backbone backbone, string home)
    {
        (FeatureSet features, Example[] examples) = FeaturesOf(set, backbone, home);
        Dictionary<string, string> copyOf = planted.Copies.ToDictionary(c => c.Copy, c => c.Original);
        (int A, int B, double Cosine)[] pairs = [.. NearPairs.ByFeatures(features.Values, features.Width, 0.9).Where(p => examples[p.A].Part != examples[p.B].Part)];
        foreach (double least in new[] { 0.9, 0.93, 0.95, 0.97, 0.98, 0.99 })
        {
            (int A, int B, double Cosine)[] at = [.. pairs.Where(p => p.Cosine >= least)];
            int right = at.Count(p => copyOf.GetValueOrDefault(examples[p.A].Path) == examples[p.B].Path || copyOf.GetValueOrDefault(examples[p.B].Path) == examples[p.A].Path);
            yield return Text($"cosine {least}: recall {(double)right / planted.Copies.Count:F3}, precision {(double)right / Math.Max(1, at.Length):F3} ({at.Length} pairs)");
        }
    }

    private static (FeatureSet, Example[]) FeaturesOf(ExampleSet set, Backbone backbone, string home)
    {
        using FeatureExtractor extractor = new(backbone, home);
        FeatureSet features = extractor.Compute([.. set.Examples.Select(e => e.Path)]).ToSet(backbone.FeatureCount);
        return (features, [.. features.Rows.Select(r => set.Examples[r])]);
    }

    private static HashSet<(string, string)> Pairs(DataReport report) => [.. report.Findings.Where(f => Kinds.Contains(f.Check))
        .SelectMany(f => f.Places.SelectMany((a, i) => f.Places.Skip(i + 1).Select(b => Ordered(Path.GetFileName(a), Path.GetFileName(b)))))];

    private static (string, string) Ordered(string a, string b) => string.CompareOrdinal(a, b) < 0 ? (a, b) : (b, a);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
