using Graft.Attribution;

namespace Graft.Reports;

/// <summary>A text whose words are coloured by what they say for or against a label.</summary>
internal static class ColouredWords
{
    /// <summary>Shares below this of the strongest are left without colour.</summary>
    private const double Faint = 0.08;

    /// <summary>The text, or both texts of a pair, cut after so many letters.</summary>
    public static Html Of(TextAttribution attribution, int most = int.MaxValue)
    {
        double strongest = Math.Max(attribution.Tokens.Select(t => Math.Abs(t.Value)).DefaultIfEmpty().Max(), 1e-12);
        Html first = Text(attribution.Input, 0, attribution, strongest, most);
        return attribution.Pair is string pair ? Html.Of($"{first}<br/>{Text(pair, 1, attribution, strongest, most)}") : first;
    }

    private static Html Text(string text, int sequence, TextAttribution attribution, double strongest, int most)
    {
        List<Html> parts = [];
        int at = 0;
        foreach (AttributedToken token in attribution.Tokens.Where(t => t.Sequence == sequence && t.End <= most && t.End > t.Start))
        {
            if (token.Start < at) continue; // pieces of one letter
            parts.Add(Html.Of($"{text[at..token.Start]}"));
            parts.Add(Word(token, token.Value / strongest));
            at = token.End;
        }
        string rest = text[at..];
        parts.Add(Html.Of($"{(text.Length > most ? text[at..Math.Max(at, Math.Min(most, text.Length))] + "…" : rest)}"));
        return Html.Join(parts, "");
    }

    private static Html Word(AttributedToken token, double share) => Math.Abs(share) < Faint ? Html.Of($"{token.Text}")
        : Html.Of($"<mark class=\"{(share > 0 ? "for" : "against")}\" style=\"--share:{Math.Abs(share):F2}\" title=\"{token.Value:+0.00;-0.00;0.00}\">{token.Text}</mark>");
}
