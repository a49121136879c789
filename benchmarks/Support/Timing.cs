using System.Diagnostics;
using System.Globalization;

namespace Graft.Benchmarks;

/// <summary>Median times.</summary>
internal static class Timing
{
    /// <summary>Seconds of one run: the median of five, after a second of warming up (the runtime compiles hot code anew).</summary>
    public static double Median(Action run)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed.TotalSeconds < 1;) run();
        double[] seconds = [.. Enumerable.Range(0, 5).Select(_ => Once(run)).Order()];
        return seconds[2];
    }

    /// <summary>Prints a row: what, and how much of a unit per second.</summary>
    public static void Print(string what, double perSecond, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what,-60} | {perSecond,12:N0} {unit}/s |"));

    private static double Once(Action run)
    {
        Stopwatch watch = Stopwatch.StartNew();
        run();
        return watch.Elapsed.TotalSeconds;
    }
}
