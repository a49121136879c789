using System.Text.Json;
using System.Text.RegularExpressions;

namespace Graft.Training.Adapters;

/// <summary>PEFT's ways to name modules: a list of names or ends of names, or one regular expression on the whole name.</summary>
/// <param name="Names">Ends of names: 'query' means every module called so.</param>
/// <param name="Expression">A regular expression; null where names are listed.</param>
public sealed record ModulePattern(IReadOnlyList<string> Names, string? Expression = null)
{
    /// <summary>What PEFT writes for every linear layer but the last.</summary>
    public const string AllLinear = "all-linear";

    /// <summary>No module.</summary>
    public static ModulePattern None { get; } = new([]);

    /// <summary>Whether a module is meant; of <see cref="AllLinear"/> the caller knows what is linear.</summary>
    public bool Matches(string module) => Expression is null ? Names.Any(n => EndsWith(module, n)) : Expression == AllLinear || Whole(Expression, module);

    /// <summary>As the file holds it.</summary>
    internal object? Json => Expression ?? (Names.Count > 0 ? Names : (object?)null);

    internal static ModulePattern Read(JsonElement config, string key) => !config.TryGetProperty(key, out JsonElement found) ? None : found.ValueKind switch
    {
        JsonValueKind.String => new([], found.GetString()),
        JsonValueKind.Array => new([.. found.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)]),
        _ => None,
    };

    /// <summary>The number that a module has by the end of its name or by an expression; null where none fits.</summary>
    internal static double? Find(IReadOnlyDictionary<string, double> pattern, string module)
    {
        foreach ((string key, double number) in pattern)
            if (EndsWith(module, key) || Whole($@"(.*\.)?({key})", module)) return number;
        return null;
    }

    private static bool EndsWith(string module, string name) => module == name || module.EndsWith($".{name}", StringComparison.Ordinal);

    private static bool Whole(string expression, string module)
    {
        try
        {
            return Regex.IsMatch(module, $"^(?:{expression})$", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        }
        catch (ArgumentException malformed)
        {
            throw new GraftException($"The expression '{expression}' for modules is malformed: {malformed.Message}", malformed);
        }
    }
}
