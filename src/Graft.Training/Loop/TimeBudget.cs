using System.Globalization;
using System.Text.RegularExpressions;

namespace Graft.Training.Loop;

/// <summary>What was measured before the epochs are fitted to a clock.</summary>
/// <param name="SecondsSoFar">Since the run began: backbone, features, the batches measured.</param>
/// <param name="SecondsPerBatch">Of a training batch, the median of some.</param>
/// <param name="BatchesPerEpoch">Training batches of an epoch.</param>
/// <param name="SecondsPerScoring">Of scoring the validation examples after an epoch.</param>
/// <param name="SecondsAtEnd">Of what follows the last epoch: test scores and the bundle.</param>
public readonly record struct RunMeasures(double SecondsSoFar, double SecondsPerBatch, int BatchesPerEpoch, double SecondsPerScoring, double SecondsAtEnd)
{
    /// <summary>Of an epoch with its scoring.</summary>
    public double SecondsPerEpoch => SecondsPerBatch * BatchesPerEpoch + SecondsPerScoring;
}

/// <summary>Epochs that fit a clock.</summary>
/// <param name="Epochs">At least 1.</param>
/// <param name="ExpectedSeconds">Of the whole run.</param>
/// <param name="Fits">Whether even one epoch does.</param>
public readonly record struct FittedEpochs(int Epochs, double ExpectedSeconds, bool Fits);

/// <summary>
/// Fits the epochs of a run to a clock, once, before the first: the schedule must know its end, and the number is written into the recipe so that the run can be repeated.
/// </summary>
public static partial class TimeBudget
{
    /// <summary>Share of the budget kept for what goes slower than measured.</summary>
    public const double Reserve = 0.05;

    /// <summary>Reads '90s', '10m', '1h30m', '2h', '1d', or '0:10:00'.</summary>
    /// <exception cref="GraftException">It is none of these, or no time at all.</exception>
    public static TimeSpan Parse(string text)
    {
        Match parts = Units().Match(text.Trim());
        TimeSpan time = parts.Success && text.Trim().Length > 0
            ? TimeSpan.FromSeconds(Part(parts, "d") * 86400 + Part(parts, "h") * 3600 + Part(parts, "m") * 60 + Part(parts, "s"))
            : TimeSpan.TryParseExact(text.Trim(), ["h\\:mm\\:ss", "hh\\:mm\\:ss"], CultureInfo.InvariantCulture, out TimeSpan clock) ? clock : TimeSpan.Zero;
        return time > TimeSpan.Zero && time < TimeSpan.FromDays(366) ? time : throw new GraftException($"Expected a time such as 90s, 10m, 1h30m or 0:10:00, got '{text}'.");
    }

    /// <summary>The most epochs that fit, at least 1 and at most <paramref name="most"/>.</summary>
    public static FittedEpochs Fit(TimeSpan budget, RunMeasures measured, int most)
    {
        double left = budget.TotalSeconds * (1 - Reserve) - measured.SecondsSoFar - measured.SecondsAtEnd;
        double fitting = Math.Floor(left / Math.Max(1e-9, measured.SecondsPerEpoch));
        int epochs = (int)Math.Clamp(fitting, 1, Math.Max(1, most));
        return new(epochs, measured.SecondsSoFar + epochs * measured.SecondsPerEpoch + measured.SecondsAtEnd, fitting >= 1);
    }

    private static double Part(Match match, string unit) => match.Groups[unit].Success ? double.Parse(match.Groups[unit].ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^((?<d>\d+(\.\d+)?)d)?\s*((?<h>\d+(\.\d+)?)h)?\s*((?<m>\d+(\.\d+)?)m(in)?)?\s*((?<s>\d+(\.\d+)?)s)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Units();
}
