using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Parquet.Serialization;

namespace Graft.Data.Texts;

/// <summary>Parquet files, as data sets on hubs are published.</summary>
internal static class ParquetTable
{
    public static Table Open(string file)
    {
        IReadOnlyList<Dictionary<string, object?>> rows = Read(file);
        string[] header = [.. rows.SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal)];
        if (header.Length == 0) throw new GraftException($"'{file}' has no rows.");
        return new(file, header, [.. rows.Select((row, i) => new TableRow(i + 1, [.. header.Select(h => Cell(row.GetValueOrDefault(h)))]))]);
    }

    private static List<Dictionary<string, object?>> Read(string file)
    {
        try
        {
            using FileStream stream = File.OpenRead(file);
            return [.. ParquetSerializer.DeserializeUntypedAsync(stream).GetAwaiter().GetResult().Data.Select(row => row.ToDictionary(p => p.Key, p => (object?)p.Value, StringComparer.Ordinal))];
        }
        catch (Exception e) when (e is not (GraftException or OutOfMemoryException))
        {
            throw new GraftException($"'{file}' can't be read as Parquet: {e.Message}", e);
        }
    }

    private static string? Cell(object? value) => value switch
    {
        null => null,
        string text => text,
        byte[] bytes => Encoding.UTF8.GetString(bytes),
        ReadOnlyMemory<byte> bytes => Encoding.UTF8.GetString(bytes.Span),
        IDictionary or IEnumerable => JsonSerializer.Serialize(value),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
