using nietras.SeparatedValues;

namespace Graft.Data.Texts;

/// <summary>CSV and TSV files with a header (RFC 4180): quotes, quotes within quotes, and line ends within quotes.</summary>
internal static class DelimitedTable
{
    private const int Shown = 5;

    public static Table Open(string file)
    {
        string text = TextFile.Read(file);
        if (string.IsNullOrWhiteSpace(text)) throw new GraftException($"'{file}' is empty: expected a header and a row per text.");
        char separator = SeparatorOf(file, text);
        bool quotes = separator != '\t' || QuotesEncloseFields(text);
        if (quotes) RequireClosedQuotes(file, text);
        using SepReader reader = Sep.New(separator).Reader(o => o with { Unescape = quotes, DisableQuotesParsing = !quotes, DisableColCountCheck = true, HasHeader = false }).FromText(text);
        List<TableRow> rows = [];
        foreach (SepReader.Row row in reader)
        {
            string[] cells = new string[row.ColCount];
            for (int i = 0; i < cells.Length; i++) cells[i] = row[i].ToString();
            if (cells is not [""]) rows.Add(new(row.LineNumberFrom, cells)); // empty lines are nothing
        }
        string[] header = [.. rows[0].Cells.Select(c => c!.Trim())];
        RequireWidth(file, header, rows);
        return new(file, header, rows[1..]);
    }

    private static char SeparatorOf(string file, string text)
    {
        if (Path.GetExtension(file).Equals(".tsv", StringComparison.OrdinalIgnoreCase)) return '\t';
        int end = text.IndexOf('\n', StringComparison.Ordinal);
        string header = end < 0 ? text : text[..end];
        return header.Contains(',', StringComparison.Ordinal) ? ',' : header.Contains(';', StringComparison.Ordinal) ? ';' : header.Contains('\t', StringComparison.Ordinal) ? '\t' : ',';
    }

    /// <summary>TSV is written in two ways: with CSV's quotes, or with quotes that are letters like any other. Lines that make a table as they stand, with quotes within fields, are of the second kind.</summary>
    private static bool QuotesEncloseFields(string text)
    {
        int tabs = text.AsSpan(0, Math.Max(0, text.IndexOf('\n', StringComparison.Ordinal))).Count('\t');
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
            if (!line.IsEmpty && line.Count('\t') != tabs) return true;
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
            foreach (Range at in line.Split('\t'))
                if (line[at].Contains('"') && !IsQuoted(line[at])) return false;
        return true;
    }

    private static bool IsQuoted(ReadOnlySpan<char> field) => field.Length > 1 && field[0] == '"' && field[^1] == '"' && field[1..^1].Count('"') == 2 * field[1..^1].Count("\"\"");

    private static void RequireClosedQuotes(string file, string text)
    {
        if (text.AsSpan().Count('"') % 2 == 0) return;
        int last = text.LastIndexOf('"');
        throw new GraftException($"{file}:{text.AsSpan(0, last).Count('\n') + 1}: expected every quote to be closed, found an odd number of them up to here. A quote within a quoted text is written twice.");
    }

    private static void RequireWidth(string file, string[] header, List<TableRow> rows)
    {
        TableRow[] wrong = [.. rows.Where(r => r.Cells.Length != header.Length)];
        if (wrong.Length == 0) return;
        string places = string.Join("; ", wrong.Take(Shown).Select(r => $"{file}:{r.Line}: {r.Cells.Length}"));
        throw new GraftException($"Expected {header.Length} columns as in the header ({string.Join(", ", header)}), found {places}{(wrong.Length > Shown ? $"; and {wrong.Length - Shown} more" : "")}. "
            + "A text with the separator in it stands in double quotes.");
    }
}
