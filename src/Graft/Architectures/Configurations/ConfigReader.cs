using System.Text.Json;

namespace Graft.Architectures.Configurations;

/// <summary>A JSON object of settings, with the defaults of the library that wrote it; errors name the file and the key.</summary>
internal sealed class ConfigReader(JsonElement config, string file)
{
    public bool Has(string key) => config.TryGetProperty(key, out JsonElement value) && value.ValueKind != JsonValueKind.Null;

    public int Int(string key, int orElse) => Has(key) ? Read(key, "a whole number", e => e.GetInt32()) : orElse;

    public double Double(string key, double orElse) => Has(key) ? Read(key, "a number", e => e.GetDouble()) : orElse;

    public bool Bool(string key, bool orElse) => Has(key) ? Read(key, "true or false", e => e.GetBoolean()) : orElse;

    public string Text(string key, string orElse) => Has(key) ? Read(key, "a text", e => e.GetString()!) : orElse;

    public int[] Ints(string key, int[] orElse) => Has(key) ? Read(key, "a list of whole numbers", e => e.EnumerateArray().Select(v => v.GetInt32()).ToArray()) : orElse;

    public double[] Doubles(string key, double[] orElse) => Has(key) ? Read(key, "a list of numbers", e => e.EnumerateArray().Select(v => v.GetDouble()).ToArray()) : orElse;

    /// <summary>Texts: a list of them, or one with bars between; none where there are none.</summary>
    public string[] TextOrTexts(string key) => !Has(key) ? []
        : config.GetProperty(key).ValueKind == JsonValueKind.String ? Text(key, "").Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        : Read(key, "a list of texts", e => e.EnumerateArray().Select(v => v.GetString()!).ToArray());

    /// <summary>An object below a key; null where there is none.</summary>
    public ConfigReader? Below(string key) => Has(key) && config.GetProperty(key).ValueKind == JsonValueKind.Object ? new(config.GetProperty(key), file) : null;

    /// <summary>Number of entries of an object; 0 where there is none.</summary>
    public int CountOf(string key) => Below(key) is null ? 0 : config.GetProperty(key).EnumerateObject().Count();

    public bool IsNumber(string key) => Has(key) && config.GetProperty(key).ValueKind == JsonValueKind.Number;

    /// <summary>Refuses a setting that changes what the network computes and that Graft does not build.</summary>
    public void Require<T>(string key, T found, params T[] supported)
    {
        if (!supported.Contains(found)) throw new GraftException($"{file}: '{key}' is {found}; Graft builds this network with {string.Join(" or ", supported)} only.");
    }

    private T Read<T>(string key, string expected, Func<JsonElement, T> read)
    {
        try
        {
            return read(config.GetProperty(key));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new GraftException($"{file}: '{key}' must be {expected}, got {config.GetProperty(key).GetRawText()}.", e);
        }
    }
}
