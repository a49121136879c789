namespace Graft.Checkpoints;

/// <summary>Everything that is wrong with a file, gathered so that one error tells all of it.</summary>
/// <param name="path">The file.</param>
/// <param name="format">What it was read as.</param>
internal sealed class Faults(string path, string format)
{
    private const int Shown = 20;
    private readonly List<string> _found = [];
    private int _count;

    /// <summary>Notes a fault: one sentence without a full stop.</summary>
    public void Add(string fault)
    {
        if (_count++ < Shown) _found.Add(fault);
    }

    /// <summary>Whether a fault was noted.</summary>
    public bool Any => _count > 0;

    /// <summary>Throws where there are faults.</summary>
    public void ThrowIfAny()
    {
        if (_count == 0) return;
        string more = _count > Shown ? $"; and {_count - Shown} more" : "";
        throw new GraftException($"{path} is not a sound {format} file: {string.Join("; ", _found)}{more}. Fetch it again, or from another source.");
    }

    /// <summary>An error for a fault behind which nothing can be read.</summary>
    public static GraftException Fatal(string path, string format, string fault, Exception? cause = null)
    {
        string message = $"{path} is not a sound {format} file: {fault}. Fetch it again, or from another source.";
        return cause is null ? new GraftException(message) : new GraftException(message, cause);
    }
}
