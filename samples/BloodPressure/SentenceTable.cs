using System.Globalization;
using nietras.SeparatedValues;

namespace Graft.Samples.BloodPressure;

/// <summary>Reads labelled sentences from a CSV file with the columns sentence, label, kind, and for pairs pair.</summary>
internal static class SentenceTable
{
    public static IReadOnlyList<Sentence> Read(string file)
    {
        List<Sentence> sentences = [];
        using SepReader rows = Sep.Reader(o => o with { Unescape = true }).FromFile(file);
        bool paired = rows.Header.ColNames.Contains("pair");
        foreach (SepReader.Row row in rows)
            sentences.Add(new(row["sentence"].ToString(), row["label"].ToString(), row["kind"].ToString(), paired ? int.Parse(row["pair"].Span, CultureInfo.InvariantCulture) : 0));
        return sentences;
    }
}
