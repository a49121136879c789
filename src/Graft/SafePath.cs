namespace Graft;

/// <summary>Names that came from elsewhere, before they become paths: relative, inside their folder, and such that every system can hold them.</summary>
internal static class SafePath
{
    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. Numbered("COM"), .. Numbered("LPT")];

    /// <summary>Gives the name back if it is a safe relative path with forward slashes.</summary>
    /// <exception cref="GraftException">It is absolute, climbs out, or is something that Windows would take for a drive, stream or device.</exception>
    public static string Require(string name, string what)
    {
        string? fault = WholeFault(name);
        return fault is null ? name
            : throw new GraftException($"The {what} is not safe: '{Printable(name)}' {fault}. Expected a relative path below its own folder.");
    }

    /// <summary>Whether <see cref="Require"/> would accept it.</summary>
    public static bool IsSafe(string name) => WholeFault(name) is null;

    /// <summary>The path of a checked name below a folder.</summary>
    public static string Below(string folder, string name, string what)
    {
        string root = Path.GetFullPath(folder);
        string full = Path.GetFullPath(Path.Combine(root, Require(name, what)));
        return full.StartsWith(Path.TrimEndingDirectorySeparator(root) + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full : throw new GraftException($"The {what} is not safe: '{Printable(name)}' leaves its folder.");
    }

    /// <summary>Text of others made fit for a message: no control characters, not endless.</summary>
    public static string Printable(string text) =>
        string.Concat(text.Take(300).Select(c => char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString())) + (text.Length > 300 ? "…" : "");

    private static string? WholeFault(string name) => name.Length == 0 ? "is empty"
        : name.Contains('\\') ? "has a backslash"
        : name[0] == '/' ? "is absolute"
        : name.Split('/').Select(Fault).FirstOrDefault(f => f is not null);

    private static string? Fault(string segment) => segment switch
    {
        "" => "has an empty part",
        "." or ".." => $"has a part '{segment}'",
        _ when segment.Any(c => c < ' ' || c is ':' or '*' or '?' or '"' or '<' or '>' or '|') => "has a character that Windows cannot hold",
        _ when segment[^1] is '.' or ' ' => "has a part that ends in a dot or space",
        _ when Devices.Contains(segment.Split('.')[0].TrimEnd(), StringComparer.OrdinalIgnoreCase) => $"has the device name '{segment}'",
        _ => null,
    };

    private static IEnumerable<string> Numbered(string device) => "0123456789¹²³".Select(digit => device + digit);
}
