using System.Collections.Concurrent;
using TorchSharp;

namespace Graft.Training;

/// <summary>
/// Numbers as libtorch takes them, kept alive. TorchSharp reads a scalar's handle and lets go of the object before the native call: a garbage collection
/// between the two frees what native code then reads. A number from here outlives at least 1024 other numbers asked for on the same thread.
/// </summary>
internal static class Scalars
{
    private const int Kept = 1024;

    [ThreadStatic] private static Dictionary<double, Scalar>? s_young;
    [ThreadStatic] private static Dictionary<double, Scalar>? s_old;
    private static readonly ConcurrentDictionary<long, Scalar> s_whole = new();

    /// <summary>1, as the factor of a sum.</summary>
    public static Scalar One { get; } = 1L.ToScalar();

    /// <summary>0.</summary>
    public static Scalar Zero { get; } = 0L.ToScalar();

    /// <summary>A floating-point number.</summary>
    public static Scalar Of(double value)
    {
        Dictionary<double, Scalar> young = s_young ??= new(Kept);
        if (young.TryGetValue(value, out Scalar? known)) return known;
        Scalar scalar = s_old?.GetValueOrDefault(value) ?? value.ToScalar();
        if (young.Count == Kept) (s_old, s_young) = (young, young = new(Kept));
        return young[value] = scalar;
    }

    /// <summary>An integer; for the few that graphs and shapes name, each kept for good.</summary>
    public static Scalar Of(long value) => s_whole.GetOrAdd(value, static v => v.ToScalar());
}
