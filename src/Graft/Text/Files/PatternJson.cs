using Graft.Text.Pipeline;

namespace Graft.Text.Files;

/// <summary>Reads a 'pattern': {"String": ...} or {"Regex": ...}.</summary>
internal static class PatternJson
{
    public static Pattern Read(Entry entry)
    {
        if (entry.Value.ValueKind == System.Text.Json.JsonValueKind.String) return new TextPattern(entry.AsText());
        if (entry.Get("String") is Entry text) return new TextPattern(text.AsText());
        string expression = entry.Get("Regex")?.AsText() ?? throw entry.Wrong("\"String\" or \"Regex\"");
        return expression == Gpt2Expression ? new Gpt2Pattern() : new RegexPattern(expression);
    }

    /// <summary>GPT-2's own expression, for which there is a faster way.</summary>
    private const string Gpt2Expression = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";
}
