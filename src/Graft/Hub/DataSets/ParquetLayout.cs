using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using Parquet;
using Parquet.Serialization;

namespace Graft.Hub.DataSets;

/// <summary>
/// Parquet files of Hugging Face data sets as folders that training reads: images with a label become part/label/number.jpg, everything else part.jsonl, a row a line.
/// Class numbers become names where the file knows them (the key "huggingface" of its metadata, datasets: features.py). Read one row group at a time.
/// </summary>
internal sealed partial class ParquetLayout : IDisposable
{
    private static readonly string[] LabelNames = ["label", "labels", "class", "fine_label", "target"];
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _folder;
    private readonly Dictionary<string, int> _rows = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileStream> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _labels = new(StringComparer.OrdinalIgnoreCase);

    private ParquetLayout(string folder) => _folder = folder;

    public static void Write(IEnumerable<ResolvedFile> files, string folder, IProgress<TransferProgress>? progress)
    {
        using ParquetLayout layout = new(folder);
        foreach (ResolvedFile file in files.OrderBy(f => f.Path, StringComparer.Ordinal))
        {
            try
            {
                layout.AddAsync(file, progress).GetAwaiter().GetResult();
            }
            catch (Exception e) when (e is not (GraftException or OutOfMemoryException))
            {
                throw new GraftException($"'{file.Path}' can't be read as Parquet: {e.Message}", e);
            }
        }
    }

    public void Dispose()
    {
        foreach (FileStream text in _texts.Values) text.Dispose();
    }

    private async Task AddAsync(ResolvedFile file, IProgress<TransferProgress>? progress)
    {
        string part = PartPattern().Match(Path.GetFileName(file.Path)) is { Success: true } match ? Part(match.Value.ToLowerInvariant()) : "train";
        using FileStream stream = File.OpenRead(FileLedger.Real(file.LocalPath).FullName);
        Dictionary<string, string[]> classes;
        int groups;
        await using (ParquetReader reader = await ParquetReader.CreateAsync(stream, null, leaveStreamOpen: true).ConfigureAwait(false))
        {
            classes = Classes(reader.CustomMetadata.GetValueOrDefault("huggingface"));
            groups = reader.RowGroupCount;
        }
        for (int group = 0; group < groups; group++)
        {
            stream.Position = 0;
            var rows = await ParquetSerializer.DeserializeUntypedAsync(stream, null, group, default).ConfigureAwait(false);
            foreach (IDictionary<string, object> row in rows.Data) Add(part, row, classes, file.Path);
            progress?.Report(new($"laying out {file.Path}", group + 1, groups));
        }
    }

    private void Add(string part, IDictionary<string, object> row, Dictionary<string, string[]> classes, string file)
    {
        Dictionary<string, object?> named = row.ToDictionary(c => c.Key, c => Named(c.Key, c.Value, classes), StringComparer.Ordinal);
        int number = _rows[part] = _rows.GetValueOrDefault(part) + 1;
        string? image = named.Keys.FirstOrDefault(k => named[k] is IDictionary<string, object> cell && cell.ContainsKey("bytes"));
        string? label = classes.Keys.FirstOrDefault(named.ContainsKey) ?? LabelNames.FirstOrDefault(named.ContainsKey);
        if (image is null || label is null) Line(part, named);
        else Image(part, number, (IDictionary<string, object>)named[image]!, Convert.ToString(named[label], CultureInfo.InvariantCulture) ?? "",
            $"row {number} of {file}");
    }

    private void Image(string part, int number, IDictionary<string, object> cell, string label, string where)
    {
        if (Bytes(cell["bytes"]) is not { Length: > 0 } bytes)
            throw new GraftException($"{where} names an image and does not hold it, so it can't be laid out.");
        string folder = FolderName(label);
        if (!_labels.TryAdd(folder, label) && _labels[folder] != label)
            throw new GraftException($"The labels '{label}' and '{_labels[folder]}' would be one folder on some systems.");
        string path = SafePath.Below(_folder, $"{part}/{folder}/{number.ToString("d6", CultureInfo.InvariantCulture)}{Extension(bytes)}", "label");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private void Line(string part, Dictionary<string, object?> row)
    {
        if (!_texts.TryGetValue(part, out FileStream? text)) _texts[part] = text = File.Create(Path.Combine(_folder, part + ".jsonl"));
        using Utf8JsonWriter json = new(text, Relaxed);
        JsonSerializer.Serialize(json, row);
        json.Flush();
        text.WriteByte((byte)'\n');
    }

    private static object? Named(string column, object? value, Dictionary<string, string[]> classes) => value switch
    {
        sbyte or short or int or long or byte or uint when classes.TryGetValue(column, out string[]? names)
            && Convert.ToInt64(value, CultureInfo.InvariantCulture) is var index && index >= 0 && index < names.Length => names[index],
        byte[] or ReadOnlyMemory<byte> => System.Text.Encoding.UTF8.GetString(Bytes(value)!),
        _ => value,
    };

    private static byte[]? Bytes(object? cell) => cell switch { byte[] bytes => bytes, ReadOnlyMemory<byte> memory => memory.ToArray(), _ => null };

    /// <summary>The class names of each ClassLabel column.</summary>
    private static Dictionary<string, string[]> Classes(string? metadata)
    {
        try
        {
            return metadata is null ? [] : JsonDocument.Parse(metadata).RootElement.GetProperty("info").GetProperty("features").EnumerateObject()
                .Where(f => f.Value.ValueKind == JsonValueKind.Object && f.Value.TryGetProperty("_type", out JsonElement type)
                    && type.GetString() == "ClassLabel")
                .ToDictionary(f => f.Name, f => f.Value.GetProperty("names").EnumerateArray().Select(n => n.GetString()!).ToArray(), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return []; // then numbers stay numbers
        }
    }

    private static string Part(string name) => name switch { "val" or "valid" or "dev" or "validation" => "validation", _ => name };

    private static string FolderName(string label)
    {
        string name = string.Concat(label.Select(c => char.IsLetterOrDigit(c) || c is ' ' or '-' or '_' or '.' or '\'' or '(' or ')' ? c : '_')).Trim(' ', '.');
        return SafePath.IsSafe(name) ? name : "_" + name;
    }

    private static string Extension(byte[] image) => image switch
    {
        [0x89, (byte)'P', ..] => ".png",
        [(byte)'G', (byte)'I', (byte)'F', ..] => ".gif",
        [(byte)'B', (byte)'M', ..] => ".bmp",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', ..] => ".webp",
        _ => ".jpg",
    };

    [GeneratedRegex("^(train|validation|valid|val|dev|test)(?=[-._])", RegexOptions.IgnoreCase)] private static partial Regex PartPattern();
}
