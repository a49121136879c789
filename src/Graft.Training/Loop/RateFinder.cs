using System.Collections.Immutable;

namespace Graft.Training.Loop;

/// <summary>What a learning-rate range test found.</summary>
/// <param name="Rates">The rates tried, rising.</param>
/// <param name="Losses">The loss at each, smoothed; NaN where it had none.</param>
/// <param name="Minimum">A tenth of the rate with the lowest loss.</param>
/// <param name="Steep">The rate where the loss falls most steeply.</param>
/// <param name="Valley">A rate within the longest descent; the one to take by default.</param>
public sealed record RateSuggestion(ImmutableArray<double> Rates, ImmutableArray<double> Losses, double Minimum, double Steep, double Valley);

/// <summary>
/// The learning-rate range test (Smith 2017, arXiv:1506.01186) with fastai's rules: rates rise exponentially from 1e-7 to 10 over 100 batches, until the
/// smoothed loss is four times its lowest.
/// </summary>
public static class RateFinder
{
    /// <summary>The rate of batch <paramref name="i"/> of <paramref name="count"/>.</summary>
    public static double Rate(int i, int count = 100, double start = 1e-7, double end = 10) => start * Math.Pow(end / start, i / (double)count);

    /// <summary>Smoothed losses: an exponential average of weight 0.98, corrected for its start. Ends where the test should stop.</summary>
    public static ImmutableArray<double> Smooth(IEnumerable<double> losses)
    {
        ImmutableArray<double>.Builder smoothed = ImmutableArray.CreateBuilder<double>();
        double average = 0, lowest = double.PositiveInfinity;
        foreach (double loss in losses)
        {
            average = 0.98 * average + 0.02 * loss;
            smoothed.Add(average / (1 - Math.Pow(0.98, smoothed.Count + 1)));
            lowest = Math.Min(lowest, smoothed[^1]);
            if (smoothed[^1] > 4 * lowest) break;
        }
        return smoothed.ToImmutable();
    }

    /// <summary>The suggestions for smoothed losses. The first tenth of the planned batches and the last 5 recorded ones don't count, nor anything from the first NaN on.</summary>
    /// <param name="smoothed">What <see cref="Smooth"/> gave.</param>
    /// <param name="count">Batches planned.</param>
    /// <exception cref="GraftException">Fewer than two losses are left.</exception>
    public static RateSuggestion Suggest(ImmutableArray<double> smoothed, int count = 100)
    {
        double[] rates = [.. Enumerable.Range(0, smoothed.Length).Select(i => Rate(i, count))];
        int first = count / 10, last = Math.Max(first, smoothed.Length - 5);
        double[] used = [.. smoothed.Take(last).Skip(first).TakeWhile(s => !double.IsNaN(s))];
        if (used.Length < 2) throw new GraftException($"The learning-rate finder recorded {smoothed.Length} losses, too few to judge: the loss exploded at once or is not a number. Check inputs and targets.");
        double[] at = rates[first..(first + used.Length)];
        return new([.. rates], smoothed, at[Lowest(used)] / 10, at[Steepest(used, at)], at[Valley(used).Index]);
    }

    /// <summary>fastai's valley: where the longest strictly falling subsequence is between a third and a half done. A start of -1 stands before the first.</summary>
    internal static (int Start, int End, int Longest, int Index) Valley(double[] losses)
    {
        int[] run = new int[losses.Length];
        Array.Fill(run, 1);
        for (int i = 1; i < losses.Length; i++)
            for (int j = 0; j < i; j++)
                if (losses[i] < losses[j] && run[i] < run[j] + 1) run[i] = run[j] + 1;
        int longest = run.Max(), end = Array.IndexOf(run, longest), start = end - longest;
        double third = (end - start) / 3.0;
        int index = start + (int)third + (int)(third / 2);
        return (start, end, longest, index < 0 ? index + losses.Length : index);
    }

    private static int Lowest(double[] values) => Array.IndexOf(values, values.Min());

    private static int Steepest(double[] losses, double[] rates)
    {
        double[] slopes = [.. Enumerable.Range(0, losses.Length - 1).Select(k => (losses[k + 1] - losses[k]) / (Math.Log(rates[k + 1]) - Math.Log(rates[k])))];
        return Lowest(slopes);
    }
}
