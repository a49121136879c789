namespace Graft;

/// <summary>An error that its reader can act on: the message says what was expected, what was found, where, and what to do. Shown without a stack trace.</summary>
public class GraftException : Exception
{
    /// <summary>Makes an error with a complete message.</summary>
    public GraftException(string message) : base(message) { }

    /// <summary>Makes an error with a complete message and what caused it.</summary>
    public GraftException(string message, Exception cause) : base(message, cause) { }
}

/// <summary>A name that is not in a list; the message suggests the nearest and tells the known ones.</summary>
public sealed class UnknownNameException(string what, string name, IEnumerable<string> known) : GraftException(Text(what, name, [.. known]))
{
    private static string Text(string what, string name, string[] known)
    {
        string? nearest = Nearest.To(name, known);
        string suggestion = nearest is null ? "" : $" Did you mean '{nearest}'?";
        const int shown = 40;
        string tail = known.Length > shown ? $", ... ({known.Length} in all)" : "";
        return $"Unknown {what} '{name}'.{suggestion} Known: {string.Join(", ", known.Take(shown))}{tail}.";
    }
}
