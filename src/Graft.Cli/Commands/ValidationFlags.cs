using System.CommandLine;
using Graft.Evaluation.Calibration;
using Graft.Training;
using Graft.Training.Probe;

namespace Graft.Cli.Commands;

/// <summary>What a run is asked to tell of itself: cross-validation and calibration.</summary>
internal static class ValidationFlags
{
    private static readonly Option<int?> Folds = new("--folds") { Description = "cross-validate all that learns on the training examples with this many folds, stratified, groups kept together; the head alone takes seconds" };
    private static readonly Option<int?> Repeats = new("--repeats") { Description = "repeat the cross-validation with other folds (1)" };
    private static readonly Option<string?> Calibration = new("--calibration") { Description = "how probabilities are calibrated on validation, where there is a test too: temperature, vector, isotonic, none (temperature)" };

    public static IReadOnlyList<Option> All { get; } = [Folds, Repeats, Calibration];

    public static Recipe Apply(ParseResult parsed, Recipe recipe) => recipe with
    {
        Folds = parsed.GetValue(Folds) ?? recipe.Folds, Repeats = parsed.GetValue(Repeats) ?? recipe.Repeats, Calibration = parsed.GetValue(Calibration) ?? recipe.Calibration,
    };

    /// <summary>Tells on standard error what came of it.</summary>
    public static void Print(CrossValidationScores? cross, CalibrationReport? calibration, IReadOnlyList<SuspectedExample> suspects)
    {
        if (cross is not null) Console.Error.WriteLine($"cross-validation on train, {cross}");
        if (calibration is { Remark: string remark }) Console.Error.WriteLine($"calibration: {remark}");
        else if (calibration is { } c) Console.Error.WriteLine(FormattableString.Invariant($"calibration, fitted on {c.FittedOn} validation examples: test ECE {c.Before.Ece:F3} -> {c.After.Ece:F3}, log loss {c.Before.LogLoss:F3} -> {c.After.LogLoss:F3}"));
        if (suspects.Count == 0) return;
        Console.Error.WriteLine($"{suspects.Count} training labels are suspect (metrics.json has all), the first:");
        foreach (SuspectedExample s in suspects.Take(5)) Console.Error.WriteLine(FormattableString.Invariant($"  {s.Path}: '{s.Label}', but the other examples say '{s.Suggested}' (p of its own label {s.Quality:F3})"));
    }
}
