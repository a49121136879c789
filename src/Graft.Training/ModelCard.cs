using System.Globalization;
using System.Text;
using Graft.Data;
using Graft.Evaluation;

namespace Graft.Training;

/// <summary>The model card of a bundle, in Markdown.</summary>
internal static class ModelCard
{
    public static string Of(TransferResult result, Recipe recipe, ExampleSet examples)
    {
        StringBuilder text = new();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# Classifier of {examples.Classes.Count} classes: {string.Join(", ", examples.Classes.Take(20))}{(examples.Classes.Count > 20 ? ", ..." : "")}\n");
        Line($"{What(result)} `{recipe.Backbone}` (licence of its weights: {result.Origin.Licence ?? "unknown"}; SHA-256 {result.Origin.Sha256}).");
        Line($"`model.onnx` holds all of it: photos that went through `preprocessing.json` in, probabilities out, in the order of `labels.json`.\n");
        Line($"## Data\n");
        Line($"{string.Join(", ", result.Counts.Select(c => $"{c.Value} photos for {c.Key}"))}. {result.Skipped.Count} files were left out{(result.Skipped.Count > 0 ? " (named in metrics.json)" : "")}.\n");
        Line($"## Scores\n");
        Line($"Penalty and standardising were chosen by cross-validation on the training photos (C {result.Probe.Chosen.C}, standardised: {(result.Probe.Chosen.Standardise ? "yes" : "no")}). {Chosen(result)}\n");
        Line($"| part | photos | accuracy | 95 % interval | macro F1 | log loss | calibration error |");
        Line($"| --- | --- | --- | --- | --- | --- | --- |");
        foreach ((string part, ClassificationMetrics m) in result.Scores)
            Line($"| {part} | {m.Count} | {m.Accuracy:F3} | {m.AccuracyInterval.Low:F3} to {m.AccuracyInterval.High:F3} | {m.MacroF1:F3} | {m.LogLoss:F3} | {m.Ece:F3} |");
        Line($"\n## Limits\n");
        Line($"The scores hold for photos like those that it was trained and scored on. It answers with one of its classes for any photo, also for one that shows none of them. The backbone's own training photos may overlap with yours.");
        return text.ToString();
    }

    private static string What(TransferResult result) => result.Tuning is { History.Count: > 0 } tuning
        ? $"A linear head, fitted on frozen features and then trained together with part of the network ({tuning.Policy}; {tuning.History.Count} epochs), on" : "A linear head on the frozen features of";

    private static string Chosen(TransferResult result)
    {
        string[] chosen = [.. new[] { result.Tuning is { ChosenOnValidation: true } ? "How deep and how long to train was chosen" : null, result.Calibration is { Calibrator: not null } ? "The calibration was fitted" : null }.OfType<string>()];
        return chosen.Length == 0 ? "Nothing was chosen on the photos scored here."
            : $"{string.Join(" and ", chosen.Select((c, i) => i == 0 ? c : char.ToLowerInvariant(c[0]) + c[1..]))} on the validation photos: their score flatters. Nothing was chosen on the test photos.";
    }
}
