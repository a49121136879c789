namespace Graft.Data.Texts;

/// <summary>Many faults in one message: the first few, and how many more there are.</summary>
internal static class Faulty
{
    private const int Shown = 5;

    public static string Listed(IReadOnlyCollection<string> faults) => string.Join("; ", faults.Take(Shown)) + (faults.Count > Shown ? $"; and {faults.Count - Shown} more" : "");
}
