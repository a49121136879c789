using System.Text.RegularExpressions;

namespace Graft.Hub.HuggingFace;

/// <summary>The front matter of a repository's README.md.</summary>
internal static partial class ModelCard
{
    /// <summary>The licence that the card names.</summary>
    public static string? Licence(string path)
    {
        if (!File.Exists(path)) return null;
        using StreamReader reader = new(path);
        if (reader.ReadLine()?.Trim() != "---") return null;
        for (string? line = reader.ReadLine(); line is not null && line.Trim() != "---"; line = reader.ReadLine())
            if (LicencePattern().Match(line) is { Success: true } match) return match.Groups[1].Value.Trim('"', '\'');
        return null;
    }

    [GeneratedRegex(@"^license:\s*(\S+)\s*$")] private static partial Regex LicencePattern();
}
