using System.CommandLine;
using Graft.Training;

namespace Graft.Cli.Commands;

/// <summary>What a run is asked to tell of itself: cross-validation and calibration.</summary>
internal static class ValidationFlags
{
    private static readonly Option<int?> Folds = new("--folds") { Description = "cross-validate the head on the training examples with this many folds, groups kept together" };
    private static readonly Option<int?> Repeats = new("--repeats") { Description = "repeat the cross-validation with other folds (1)" };
    private static readonly Option<string?> Calibration = new("--calibration") { Description = "how probabilities are calibrated on validation, where there is a test too: temperature, vector, isotonic, none (temperature)" };

    public static IReadOnlyList<Option> All { get; } = [Folds, Repeats, Calibration];

    public static Recipe Apply(ParseResult parsed, Recipe recipe) => recipe with
    {
        Folds = parsed.GetValue(Folds) ?? recipe.Folds, Repeats = parsed.GetValue(Repeats) ?? recipe.Repeats, Calibration = parsed.GetValue(Calibration) ?? recipe.Calibration,
    };

    /// <summary>Tells on standard error what came of it.</summary>
    public static void Print(TransferResult result)
    {
        if (result.CrossValidation is { } cross)
            Console.Error.WriteLine(FormattableString.Invariant($"cross-validation ({cross.Folds} folds{(cross.Repeats > 1 ? $", {cross.Repeats} times" : "")}): accuracy {cross.Accuracy:F3} +- {cross.AccuracyDeviation:F3}, macro F1 {cross.MacroF1:F3}, log loss {cross.LogLoss:F3}"));
        if (result.Calibration is { Remark: string remark }) Console.Error.WriteLine($"calibration: {remark}");
        else if (result.Calibration is { } c) Console.Error.WriteLine(FormattableString.Invariant($"calibration, fitted on {c.FittedOn} validation examples: test ECE {c.Before.Ece:F3} -> {c.After.Ece:F3}, log loss {c.Before.LogLoss:F3} -> {c.After.LogLoss:F3}"));
        if (result.SuspectedLabels.Count == 0) return;
        Console.Error.WriteLine($"{result.SuspectedLabels.Count} training labels are suspect (metrics.json has all), the first:");
        foreach (SuspectedExample s in result.SuspectedLabels.Take(5)) Console.Error.WriteLine(FormattableString.Invariant($"  {s.Path}: '{s.Label}', but the other examples say '{s.Suggested}' (p of its own label {s.Quality:F3})"));
    }
}
