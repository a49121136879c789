using System.Text.Json;

namespace Graft.Data.Texts;

/// <summary>A row of a table. Lists, as JSON Lines and Parquet have them, are JSON arrays in their cell.</summary>
/// <param name="Line">Its line in the file, from 1; for Parquet its number.</param>
/// <param name="Cells">One per column; null where there is no value.</param>
internal sealed record TableRow(int Line, string?[] Cells);

/// <summary>A table of texts or of paths, whatever form its file has.</summary>
internal sealed record Table(string File, string[] Header, IReadOnlyList<TableRow> Rows)
{
    private static readonly (string Extension, Func<string, Table> Open)[] Forms =
    [
        (".csv", DelimitedTable.Open), (".tsv", DelimitedTable.Open), (".jsonl", JsonLinesTable.Open), (".ndjson", JsonLinesTable.Open), (".json", JsonLinesTable.Open), (".parquet", ParquetTable.Open),
    ];

    /// <summary>Extensions of the forms, with a dot.</summary>
    public static IReadOnlyList<string> Extensions { get; } = [.. Forms.Select(f => f.Extension)];

    public static bool Knows(string file) => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    public static Table Open(string file) => Forms.First(f => f.Extension.Equals(Path.GetExtension(file), StringComparison.OrdinalIgnoreCase)).Open(file);

    /// <summary>How errors name a row.</summary>
    public string PlaceOf(TableRow row) => $"{File}:{row.Line}";

    /// <summary>The column of that name, upper and lower case alike.</summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    public int Require(string column) => Find(column) is int found and >= 0 ? found : throw new UnknownNameException($"column of {File}:", column, Header);

    /// <summary>The column of that name, or -1.</summary>
    public int Find(string? column) => Array.FindIndex(Header, h => h.Equals(column, StringComparison.OrdinalIgnoreCase));

    /// <summary>The items of a cell: those of a JSON array, or what stands between ; or | or commas.</summary>
    public static string[] Items(string cell)
    {
        if (cell.StartsWith('[') && cell.EndsWith(']') && TryJson(cell) is string[] items) return items;
        return cell.Split([';', '|', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }

    private static string[]? TryJson(string cell)
    {
        try
        {
            using JsonDocument list = JsonDocument.Parse(cell);
            return [.. list.RootElement.EnumerateArray().Select(e => e.ToString())];
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
