using System.Globalization;
using System.Text;

namespace Graft.Data.Checks;

/// <summary>What labels and their numbers say, for classes.</summary>
internal static class LabelChecks
{
    /// <param name="places">Per example, where it lies.</param>
    /// <param name="labels">Per example, its class.</param>
    /// <param name="parts">Per example; null where the data have no parts.</param>
    /// <param name="options">From where on something is told.</param>
    public static IEnumerable<Finding> Run(IReadOnlyList<string> places, IReadOnlyList<string> labels, IReadOnlyList<Part?> parts, CheckOptions options) =>
        [.. Spelling(labels), .. Numbers(labels, parts, options), .. NotScored(labels, parts), .. Blank(places, labels)];

    /// <summary>The label that the others of its kind should be, by case and spaces: the most frequent of them.</summary>
    public static Dictionary<string, string> Spellings(IEnumerable<string> labels) => labels.CountBy(l => l).GroupBy(c => Normal(c.Key), StringComparer.Ordinal)
        .Select(g => g.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key).ToArray())
        .SelectMany(same => same.Select(l => KeyValuePair.Create(l, same[0]))).ToDictionary(StringComparer.Ordinal);

    private static IEnumerable<Finding> Spelling(IReadOnlyList<string> labels) => Spellings(labels).GroupBy(s => s.Value).Where(g => g.Count() > 1)
        .Select(g => new Finding(CheckNames.LabelSpelling, Severity.Warning, $"Labels that differ by case or space alone are classes of their own: {string.Join(", ", g.Select(s => $"'{s.Key}'"))}. Write them alike.", [.. g.Select(s => s.Key)]));

    private static IEnumerable<Finding> Numbers(IReadOnlyList<string> labels, IReadOnlyList<Part?> parts, CheckOptions options)
    {
        KeyValuePair<string, int>[] train = [.. labels.Where((_, i) => parts[i] is null or Part.Train).CountBy(l => l).OrderBy(c => c.Value)];
        if (train.Length == 0) yield break;
        if (train.Length == 1) yield return new(CheckNames.FewExamples, Severity.Error, $"There is one class only, '{train[0].Key}': there is nothing to tell apart.", [train[0].Key]);
        foreach ((string label, int count) in train.Where(c => c.Value < options.FewExamples))
            yield return new(CheckNames.FewExamples, count < 2 ? Severity.Error : Severity.Warning,
                $"'{label}' has {count} training example{(count == 1 ? "" : "s")}: expected at least {(count < 2 ? 2 : options.FewExamples)}. Add some, or take the class out.", [label]);
        (KeyValuePair<string, int> least, KeyValuePair<string, int> most) = (train[0], train[^1]);
        if (most.Value > options.Imbalance * least.Value)
            yield return new(CheckNames.Imbalance, Severity.Warning, string.Create(CultureInfo.InvariantCulture,
                $"'{most.Key}' has {most.Value} training examples, '{least.Key}' has {least.Value}: look at macro F1 rather than accuracy, and try --balance-classes."), [most.Key, least.Key]);
    }

    private static IEnumerable<Finding> NotScored(IReadOnlyList<string> labels, IReadOnlyList<Part?> parts)
    {
        foreach (Part part in parts.OfType<Part>().Distinct().Where(p => p != Part.Train).Order())
        {
            string[] lost = [.. labels.Except(labels.Where((_, i) => parts[i] == part)).Order(StringComparer.Ordinal)];
            if (lost.Length > 0) yield return new(CheckNames.NotScored, Severity.Warning, $"The {part.Name()} part has no example of {string.Join(", ", lost.Select(l => $"'{l}'"))}: its scores say nothing of them.", lost);
        }
    }

    private static IEnumerable<Finding> Blank(IReadOnlyList<string> places, IReadOnlyList<string> labels)
    {
        string[] without = [.. places.Where((_, i) => string.IsNullOrWhiteSpace(labels[i]))];
        if (without.Length > 0) yield return new(CheckNames.LabelSpelling, Severity.Error, $"{without.Length} examples have an empty label.", without);
    }

    /// <summary>Lower case, with spaces, hyphens and underscores alike and none at the ends.</summary>
    private static string Normal(string label)
    {
        StringBuilder text = new();
        foreach (char c in label.Trim().Normalize(NormalizationForm.FormKC).ToLowerInvariant())
        {
            char same = char.IsWhiteSpace(c) || c is '_' or '-' ? ' ' : c;
            if (same != ' ' || text.Length == 0 || text[^1] != ' ') text.Append(same);
        }
        return text.ToString();
    }
}
