using System.Text;

namespace Graft;

/// <summary>
/// The only source of chance: generators that depend on nothing but a name and numbers, so that a run can be repeated.
/// Different names give independent streams; the same name and numbers give the same stream on every machine.
/// </summary>
public static class Seeds
{
    /// <summary>The generator for one use of chance in a run ("shuffle", "head", ...).</summary>
    /// <param name="name">What the draws are for.</param>
    /// <param name="seed">The run's seed.</param>
    public static SeededRandom For(string name, long seed) => new(Mix(Hash(name) ^ Mix((ulong)seed)));

    /// <summary>
    /// The generator for one example in one epoch. It depends on its key alone, not on the draws made before, so that the number of workers
    /// and the order in which they work change nothing.
    /// </summary>
    /// <param name="name">What the draws are for.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">Epoch, or number of the cached view.</param>
    /// <param name="index">Position of the example in its data set.</param>
    public static SeededRandom For(string name, long seed, long epoch, long index) =>
        new(Mix(Mix(Mix(Hash(name) ^ Mix((ulong)seed)) + (ulong)epoch) + (ulong)index));

    /// <summary>64-bit FNV-1a of a text's UTF-8 bytes (Fowler, Noll, Vo).</summary>
    public static ulong Hash(string text)
    {
        ulong hash = 0xCBF29CE484222325;
        foreach (byte b in Encoding.UTF8.GetBytes(text)) hash = (hash ^ b) * 0x100000001B3;
        return hash;
    }

    /// <summary>One step of splitmix64 (Steele, Lea, Flood 2014): spreads neighbouring numbers over all 64 bits.</summary>
    internal static ulong Mix(ulong state)
    {
        ulong z = state + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
