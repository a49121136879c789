using Graft.Data;
using Graft.Evaluation;
using Graft.Features;

namespace Graft.Reports;

/// <summary>Features brought to two dimensions.</summary>
internal static class FeatureMaps
{
    /// <summary>Rows from which the directions are found and that are shown; of more, every so many-th.</summary>
    private const int Most = 1200;

    /// <summary>The two directions of the largest variance; nothing where there are fewer than three rows or two columns.</summary>
    public static IReadOnlyList<FeatureMap> Of(FeatureSet features, ExampleSet examples, IReadOnlyList<Part> parts)
    {
        int step = Math.Max(1, (features.Rows.Count + Most - 1) / Most);
        int[] rows = [.. Enumerable.Range(0, features.Rows.Count).Where(r => r % step == 0)];
        if (rows.Length < 3 || features.Width < 2) return [];
        PrincipalComponents found = PrincipalComponents.Of(features.Select(rows), features.Width, 2);
        string share = PlainWords.Percent(found.TotalVariance == 0 ? 0 : found.Variances.Sum() / found.TotalVariance);
        return [new($"PCA ({share} of the variance)", [.. rows.Select(r => Point(found.Project(features.Row(r)), examples, features.Rows[r], parts))])];
    }

    private static MapPoint Point(double[] at, ExampleSet examples, int index, IReadOnlyList<Part> parts)
    {
        Example example = examples.Examples[index];
        return new(at[0], at[1], examples.IndexOf(example.Label), example.Path, parts[index].Name());
    }
}
