using System.Text.Json;
using Graft.Data.Texts;
using Parquet;
using Parquet.Schema;

namespace Graft.Data;

/// <summary>Which column of a table of photos serves for what; null where there is none.</summary>
/// <param name="Path">Where the photo lies, relative to the table.</param>
/// <param name="Labels">The label, the labels or the number; several for several numbers.</param>
/// <param name="Part">train, validation or test.</param>
/// <param name="Group">What must stay together.</param>
internal sealed record PhotoColumns(string Path, IReadOnlyList<string> Labels, string? Part, string? Group)
{
    private static readonly string[] PathNames = ["path", "file", "image", "filename", "file_name", "photo"], LabelNames = ["label", "class", "category", "target", "labels", "tags", "score", "value"],
        PartNames = ["part", "split", "partition", "set"], GroupNames = ["group", "subject", "patient", "video"];

    /// <summary>Whether a file is a table with a column of photos. Of the forms that texts come in as well, the first row must name one.</summary>
    public static bool AreIn(string file) => System.IO.Path.GetExtension(file).ToUpperInvariant() switch
    {
        ".CSV" or ".TSV" => First(PathNames, HeaderOf(file)) is not null,
        ".JSONL" or ".NDJSON" => FirstObjectNamesPhoto(file),
        ".PARQUET" => ParquetNamesPhotos(file),
        _ => false,
    };

    /// <summary>Finds them.</summary>
    /// <param name="table">The table.</param>
    /// <param name="label">Column of the label, or several with commas between; null to find it by its usual names.</param>
    /// <exception cref="GraftException">There is no column of paths or labels.</exception>
    public static PhotoColumns Of(Table table, string? label)
    {
        string[] header = table.Header;
        return new(Required(PathNames, table, ""), label is null ? [Required(LabelNames, table, " Name it with --label.")] : Told(table, label), First(PartNames, header), First(GroupNames, header));
    }

    private static string[] Told(Table table, string label) =>
        table.Find(label) >= 0 ? [table.Header[table.Find(label)]] : [.. label.Split(',', StringSplitOptions.TrimEntries).Select(l => table.Header[table.Require(l)])];

    private static string Required(string[] names, Table table, string advice) => First(names, table.Header)
        ?? throw new GraftException($"{table.File}: expected a column named {string.Join(" or ", names)}, found {string.Join(", ", table.Header)}.{advice}");

    private static string? First(string[] names, IReadOnlyList<string> header) => names.Select(n => header.FirstOrDefault(h => h.Equals(n, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(h => h is not null);

    private static string[] HeaderOf(string file)
    {
        using StreamReader text = new(file, detectEncodingFromByteOrderMarks: true);
        return [.. (text.ReadLine() ?? "").Split(',', ';', '\t').Select(h => h.Trim().Trim('"'))];
    }

    private static bool FirstObjectNamesPhoto(string file)
    {
        try
        {
            using JsonDocument first = JsonDocument.Parse(File.ReadLines(file).FirstOrDefault(l => !string.IsNullOrWhiteSpace(l)) ?? "{}");
            return first.RootElement.ValueKind == JsonValueKind.Object && First(PathNames, [.. first.RootElement.EnumerateObject().Select(p => p.Name)]) is { } path
                && PhotoFolder.IsPhoto(first.RootElement.GetProperty(path).ToString());
        }
        catch (JsonException)
        {
            return false; // whoever opens it says what is wrong, and where
        }
    }

    private static bool ParquetNamesPhotos(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            ParquetSchema schema = ParquetReader.ReadSchemaAsync(stream).GetAwaiter().GetResult();
            if (First(PathNames, [.. schema.Fields.OfType<DataField>().Select(f => f.Name)]) is not { } path) return false;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return false; // as above
        }
        Table table = Table.Open(file);
        return table.Rows.Count > 0 && PhotoFolder.IsPhoto(table.Rows[0].Cells[table.Require(First(PathNames, table.Header)!)] ?? "");
    }
}
