using System.Numerics;

namespace Graft;

/// <summary>
/// A small deterministic generator: xoshiro256** (Blackman, Vigna 2018), its state filled by splitmix64. Not for secrets, not thread-safe:
/// take one per use from <see cref="Seeds"/>.
/// </summary>
public sealed class SeededRandom
{
    private ulong _a, _b, _c, _d;

    internal SeededRandom(ulong seed)
    {
        const ulong step = 0x9E3779B97F4A7C15;
        (_a, _b, _c, _d) = (Seeds.Mix(seed), Seeds.Mix(seed + step), Seeds.Mix(seed + step + step), Seeds.Mix(seed + step + step + step));
    }

    private SeededRandom((ulong A, ulong B, ulong C, ulong D) state) => (_a, _b, _c, _d) = state;

    /// <summary>The whole state, to be stored and restored so that an interrupted run draws on where it stopped.</summary>
    public (ulong A, ulong B, ulong C, ulong D) State => (_a, _b, _c, _d);

    /// <summary>A generator that goes on from a stored <see cref="State"/>.</summary>
    public static SeededRandom Restore((ulong A, ulong B, ulong C, ulong D) state) => new(state);

    /// <summary>64 uniform bits.</summary>
    public ulong NextBits()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform in [0, 1), in steps of 2^-53.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1L << 53));

    /// <summary>Uniform in [<paramref name="from"/>, <paramref name="to"/>).</summary>
    public double NextDouble(double from, double to) => from + ((to - from) * NextDouble());

    /// <summary>Uniform in 0 .. <paramref name="max"/> - 1.</summary>
    /// <param name="max">How many values there are, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="max"/> is below 1.</exception>
    public int NextInt(int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        // The upper half of a 128-bit product; its bias is below max / 2^64.
        return (int)Math.BigMul(NextBits(), (ulong)max, out _);
    }

    /// <summary>True with the given probability.</summary>
    public bool NextBool(double probability = 0.5) => NextDouble() < probability;

    /// <summary>Normal with mean 0 and standard deviation 1 (Box, Muller 1958).</summary>
    public double NextGaussian() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Puts the items in random order, every order equally likely (Fisher, Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
