using System.Text.Json;

namespace Graft.Data.Texts;

/// <summary>JSON Lines: an object per line. A file that is one array of objects is read as well.</summary>
internal static class JsonLinesTable
{
    public static Table Open(string file)
    {
        List<(int Line, Dictionary<string, string?> Cells)> objects = [.. Objects(file, TextFile.Read(file))];
        string[] header = [.. objects.SelectMany(o => o.Cells.Keys).Distinct(StringComparer.Ordinal)];
        if (header.Length == 0) throw new GraftException($"'{file}' is empty: expected a JSON object per line, such as {{\"text\": \"...\", \"label\": \"...\"}}.");
        return new(file, header, [.. objects.Select(o => new TableRow(o.Line, [.. header.Select(o.Cells.GetValueOrDefault)]))]);
    }

    private static IEnumerable<(int, Dictionary<string, string?>)> Objects(string file, string text)
    {
        if (text.AsSpan().TrimStart().StartsWith("["))
        {
            int number = 1;
            using JsonDocument whole = Parse(file, 1, text);
            foreach (JsonElement item in whole.RootElement.EnumerateArray()) yield return (number, Cells(file, number++, item));
            yield break;
        }
        int line = 0;
        foreach (string json in text.Split('\n'))
        {
            line++;
            if (string.IsNullOrWhiteSpace(json)) continue;
            using JsonDocument item = Parse(file, line, json);
            yield return (line, Cells(file, line, item.RootElement));
        }
    }

    private static JsonDocument Parse(string file, int line, string json)
    {
        try
        {
            return JsonDocument.Parse(json);
        }
        catch (JsonException e)
        {
            throw new GraftException($"{file}:{line + (e.LineNumber ?? 0)}: expected a JSON object, found none: {e.Message}", e);
        }
    }

    private static Dictionary<string, string?> Cells(string file, int line, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object) throw new GraftException($"{file}:{line}: expected a JSON object, found {item.ValueKind}.");
        Dictionary<string, string?> cells = new(StringComparer.Ordinal);
        foreach (JsonProperty property in item.EnumerateObject())
            cells[property.Name] = property.Value.ValueKind is JsonValueKind.Null ? null : property.Value.ToString();
        return cells;
    }
}
