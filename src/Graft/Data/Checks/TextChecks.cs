using System.Globalization;
using System.Text;

namespace Graft.Data.Checks;

/// <summary>What is the matter with texts.</summary>
internal static class TextChecks
{
    /// <param name="texts">All of them.</param>
    /// <param name="tokens">How many tokens a text has, special ones included; null where nobody knows.</param>
    /// <param name="limit">Tokens that the model reads.</param>
    public static IEnumerable<Finding> Run(IReadOnlyList<CheckedText> texts, Func<string, int>? tokens, int limit) =>
        [.. Empty(texts), .. Same(texts), .. tokens is null ? [] : CutShort(texts, tokens, limit)];

    private static IEnumerable<Finding> Empty(IReadOnlyList<CheckedText> texts)
    {
        string[] places = [.. texts.Where(t => !t.Text.Any(char.IsLetterOrDigit)).Select(t => t.Place)];
        if (places.Length > 0) yield return new(CheckNames.EmptyText, Severity.Warning, $"{places.Length} texts have no letter or digit.", places);
    }

    private static IEnumerable<Finding> Same(IReadOnlyList<CheckedText> texts)
    {
        string[] places = [.. texts.Select(t => t.Place)];
        string?[] labels = [.. texts.Select(t => t.Label)];
        Part?[] parts = [.. texts.Select(t => t.Part)];
        Duplicates exact = new(places, labels, parts), near = new(places, labels, parts);
        int[] rows = [.. Enumerable.Range(0, texts.Count).Where(i => texts[i].Text.Any(char.IsLetterOrDigit))];
        LinkBy(exact, rows.GroupBy(i => texts[i].Text.Trim(), StringComparer.Ordinal));
        LinkBy(near, rows.GroupBy(i => Normal(texts[i].Text), StringComparer.Ordinal).Where(g => g.Any(i => !exact.AreLinked(i, g.First()))));
        return [.. exact.Findings(CheckNames.ExactDuplicate, "The same text"), .. near.Findings(CheckNames.NearDuplicate, "The same text but for case, spaces and punctuation")];
    }

    private static void LinkBy(Duplicates duplicates, IEnumerable<IGrouping<string, int>> groups)
    {
        foreach (IGrouping<string, int> group in groups)
            foreach (int other in group.Skip(1)) duplicates.Link(group.First(), other);
    }

    private static IEnumerable<Finding> CutShort(IReadOnlyList<CheckedText> texts, Func<string, int> tokens, int limit)
    {
        string[] places = [.. texts.AsParallel().AsOrdered().Where(t => tokens(t.Text) > limit).Select(t => t.Place)];
        if (places.Length > 0)
            yield return new(CheckNames.CutShort, Severity.Warning, string.Create(CultureInfo.InvariantCulture,
                $"{places.Length} texts ({100.0 * places.Length / texts.Count:F1} %) have more than the {limit} tokens that are read: their ends are not seen."), places);
    }

    /// <summary>Letters and digits alone, in lower case, words divided by one space.</summary>
    private static string Normal(string text)
    {
        StringBuilder normal = new(text.Length);
        foreach (char c in text.Normalize(NormalizationForm.FormKC).ToLowerInvariant())
        {
            if (char.IsLetterOrDigit(c) || char.IsSurrogate(c)) normal.Append(c);
            else if (normal.Length > 0 && normal[^1] != ' ') normal.Append(' ');
        }
        return normal.ToString().TrimEnd();
    }
}
