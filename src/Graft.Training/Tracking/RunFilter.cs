using System.Globalization;

namespace Graft.Training.Tracking;

/// <summary>Which runs to list: 'test.accuracy>0.9', 'backbone=resnet18', 'data~pets'.</summary>
/// <param name="Key">The path of a value, or 'tag'.</param>
/// <param name="Operator">=, !=, >, >=, &lt;, &lt;=, or ~ for 'contains'.</param>
/// <param name="Value">What to compare with.</param>
public sealed record RunFilter(string Key, string Operator, string Value)
{
    private static readonly string[] Operators = [">=", "<=", "!=", "=", ">", "<", "~"];

    /// <summary>Reads one.</summary>
    /// <exception cref="GraftException">No operator in it, or no key before it.</exception>
    public static RunFilter Parse(string text)
    {
        (int at, string? found) = Operators.Select(o => (At: text.IndexOf(o, StringComparison.Ordinal), Operator: o)).Where(f => f.At > 0).OrderBy(f => f.At).ThenByDescending(f => f.Operator.Length).FirstOrDefault();
        return found is null ? throw new GraftException($"Expected a filter such as 'test.accuracy>0.9' or 'tag=best' (operators: {string.Join(" ", Operators)}), got '{text}'.")
            : new(text[..at].Trim(), found, text[(at + found.Length)..].Trim());
    }

    /// <summary>Whether a run passes; one that lacks the value passes '!=' alone.</summary>
    public bool Passes(TrackedRun run)
    {
        if (Key == "tag") return Operator switch { "=" => run.Tags.Contains(Value), "!=" => !run.Tags.Contains(Value), "~" => run.Tags.Any(t => t.Contains(Value, StringComparison.OrdinalIgnoreCase)), _ => false };
        if (!run.Values().TryGetValue(Key, out string? found)) return Operator == "!=";
        if (Operator == "~") return found.Contains(Value, StringComparison.OrdinalIgnoreCase);
        int order = Compare(found, Value);
        return Operator switch { "=" => order == 0, "!=" => order != 0, ">" => order > 0, ">=" => order >= 0, "<" => order < 0, _ => order <= 0 };
    }

    /// <summary>By number where both are numbers, else by letters.</summary>
    internal static int Compare(string a, string b) => double.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) && double.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out double y)
        ? x.CompareTo(y) : string.CompareOrdinal(a, b);
}
