using System.Text.Json;
using Graft.Backbones;
using Graft.Bundles;
using Graft.Data;
using Graft.Data.Checks;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Evaluation.Calibration;
using Graft.Features;
using Graft.Graphs;
using Graft.Hub;
using Graft.Reports;
using Graft.Training.Adapters;
using Graft.Training.Loop;
using Graft.Training.Photos;
using Graft.Training.Probe;
using Graft.Training.Reporting;

namespace Graft.Training;

/// <summary>What a run found out.</summary>
/// <param name="Bundle">The folder that it left.</param>
/// <param name="Scores">Scores by part: validation, test.</param>
/// <param name="Probe">The head, and what was tried to choose it.</param>
/// <param name="Skipped">Photos that could not be read and files that are none, each with the reason.</param>
/// <param name="Remarks">Photos that were used, but are not what their names say.</param>
/// <param name="Counts">Photos used, by part.</param>
/// <param name="Origin">Where the backbone came from.</param>
/// <param name="Seconds">Time by phase.</param>
public sealed record TransferResult(string Bundle, IReadOnlyDictionary<string, ClassificationMetrics> Scores, FittedProbe Probe, IReadOnlyList<Notice> Skipped,
    IReadOnlyList<Notice> Remarks, IReadOnlyDictionary<string, int> Counts, Origin Origin, IReadOnlyDictionary<string, double> Seconds)
{
    /// <summary>What was trained beyond the head; null where only the head was fitted.</summary>
    public TuningResult? Tuning { get; init; }

    /// <summary>What calibrating did; null where there are not both validation and test, or none is wanted.</summary>
    public CalibrationReport? Calibration { get; init; }

    /// <summary>What heads score on training photos held out from them; null where no folds are wanted.</summary>
    public CrossValidationScores? CrossValidation { get; init; }

    /// <summary>Training photos whose label is likely wrong, the most suspect first.</summary>
    public IReadOnlyList<SuspectedExample> SuspectedLabels { get; init; } = [];
}

/// <summary>What training beyond the head did.</summary>
/// <param name="Policy">What learned.</param>
/// <param name="History">All epochs.</param>
/// <param name="BestEpoch">Number of the epoch whose weights were kept, as validation chose it; null for the last.</param>
/// <param name="Interrupted">Whether it was stopped before its end; the same command goes on where it was.</param>
/// <param name="Trials">Depths that were tried; empty where the recipe said what learns.</param>
/// <param name="ChosenOnValidation">Whether the epoch, or the depth, was chosen on the validation photos, so that their score is no fair one.</param>
/// <param name="HeadScores">What the head alone reached, on the same photos.</param>
public sealed record TuningResult(string Policy, IReadOnlyList<EpochReport> History, int? BestEpoch, bool Interrupted, IReadOnlyList<DepthTrial> Trials, bool ChosenOnValidation,
    IReadOnlyDictionary<string, ClassificationMetrics> HeadScores);

/// <summary>The whole flow: source, checkpoint, graph, frozen trunk, features, head, merged model, evaluation, bundle.</summary>
public static class Transfer
{
    /// <summary>Fits a head on a frozen backbone, trains what the policy lets learn beyond it, and leaves a bundle.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="bundle">The folder to write, whole or not at all.</param>
    /// <param name="hub">Caches and the offline switch.</param>
    /// <param name="progress">Told how far the features and the head are.</param>
    /// <param name="epochs">Told after each epoch of training beyond the head.</param>
    /// <param name="cancel">Stops; features that are computed and epochs that are done stay, so that the same command goes on. Once an epoch is done, a bundle of the best weights so far is left.</param>
    /// <exception cref="GraftException">The data, the backbone or the place for the bundle is not as it must be.</exception>
    public static TransferResult Run(Recipe recipe, string bundle, HubOptions? hub = null, IProgress<WorkProgress>? progress = null, IProgress<EpochReport>? epochs = null, CancellationToken cancel = default)
    {
        hub ??= new HubOptions();
        Stopclock clock = new();
        BundleFolder.RequireWritable(bundle);
        PreparedPhotos photos = PreparedPhotos.Open(recipe, hub, clock);
        (ExampleSet examples, Part[] parts, Backbone backbone) = photos;
        if (examples.Task != TextTask.Classification) throw new GraftException($"'{recipe.Data}' is for {examples.Task.Name()}: train it with {nameof(TargetTransfer)}, or name the task classification.");
        DataReport check = clock.Time("check", () => DataCheck.PhotosFast(examples, parts, cancel));
        FeatureSet features = photos.Features(hub, clock, progress, cancel);
        LabelledFeatures all = new(features, examples, parts);
        all.RequireLearnable();

        FittedProbe probe = clock.Time("head", () => all.Fit(all.ExamplesOf(Part.Train), new() { BalanceClasses = recipe.BalanceClasses }, recipe.Seed, progress, cancel));
        Graph model = photos.Attach(probe);
        IReadOnlyList<PartLogits> said = clock.Time("evaluate", () => all.Logits(probe));
        TransferResult result = new(bundle, all.Score(said), probe, [.. features.Skipped, .. examples.Notices], [.. features.Remarks, .. DataFaults.Of(check)], all.Counts, backbone.Origin, clock.Seconds);
        result = result with
        {
            SuspectedLabels = clock.Time("label errors", () => all.Suspects(probe.Chosen, recipe.Seed, cancel)),
        };
        cancel.ThrowIfCancellationRequested();
        LowRankAdapter? adapter = null;
        TuningState state = TuningState.For(recipe, backbone, examples, hub.HomeFolder);
        PhotoTuning tuning = new(recipe, examples, hub.HomeFolder, progress);
        bool mayChoose = photos.MayChoose(recipe);
        int[] judges = mayChoose ? all.ExamplesOf(Part.Validation) : [];
        if (!recipe.Policy.IsHeadOnly || (recipe.Policy.IsUnset && recipe.Time is not null))
        {
            BeyondTheHead deeper = new(recipe, backbone, all, tuning, photos.Attach, state.Folder);
            Beyond beyond = clock.Time("tuning", () => deeper.Run(probe, judges, epochs, cancel));
            recipe = beyond.Recipe;
            result = result with { Tuning = new(beyond.Model?.Policy ?? "head", beyond.Model?.History ?? [], beyond.Model?.BestEpoch, beyond.Model is { Interrupted: true }, beyond.Trials, mayChoose, result.Scores) };
            if (beyond.Model is { } tuned)
            {
                adapter = AdapterExtraction.OfRun(recipe, model, tuned.Model, backbone.Origin.Address);
                model = tuned.Model;
                said = clock.Time("evaluate tuned", () => all.Logits(model, backbone.Preprocessing, hub.HomeFolder));
                result = result with { Scores = all.Score(said) };
            }
        }
        if (recipe.Folds > 1 && result.Tuning is not { Interrupted: true }) result = result with { CrossValidation = clock.Time("cross-validation", () => new PhotoFolds(recipe, all, backbone, tuning, photos.Attach, hub.HomeFolder, state.Folder, judges).Run(result.Tuning is { Policy: not "head" }, progress, cancel)) };
        Dictionary<string, ClassificationMetrics> uncalibrated = all.Score(said);
        CalibratedModel calibrated = Calibrating.Run(recipe.Calibration, model, said, all.Labels, examples.Classes);
        (model, said) = (calibrated.Model, calibrated.Said);
        result = result with { Scores = calibrated.Mark(all.Score(said), result.Tuning is { ChosenOnValidation: true }), Calibration = calibrated.Report };
        ReportInput report = clock.Time("report", () => 
            TrainingReport.Of(result, recipe, examples, parts, ErrorHeatMaps.Add(calibrated.Compared(all.Outcomes(said, result.Scores), uncalibrated), model, backbone.Preprocessing), check, features));
        clock.Time("bundle", () => Write(result, model, backbone, recipe, examples, report, adapter));
        if (result.Tuning is not { Interrupted: true }) state.Delete();
        return result;
    }

    private static void Write(TransferResult result, Graph model, Backbone backbone, Recipe recipe, ExampleSet examples, ReportInput report, LowRankAdapter? adapter) => BundleFolder.Write(result.Bundle, folder =>
    {
        OnnxFile.Write(model, Path.Combine(folder, BundleFiles.Model));
        File.WriteAllText(Path.Combine(folder, BundleFiles.Labels), JsonSerializer.Serialize(examples.Classes));
        File.WriteAllText(Path.Combine(folder, BundleFiles.Preprocessing), backbone.Preprocessing.ToJson());
        File.WriteAllText(Path.Combine(folder, BundleFiles.Recipe), recipe.ToJson());
        File.WriteAllText(Path.Combine(folder, BundleFiles.Metrics), MetricsFile.Of(result));
        File.WriteAllText(Path.Combine(folder, BundleFiles.Card), ModelCard.Of(result, recipe, examples));
        Report.Write(Path.Combine(folder, BundleFiles.Report), report);
        backbone.Origin.Pins?.Save(Path.Combine(folder, ModelPins.FileName));
        adapter?.Save(Path.Combine(folder, BundleFiles.Adapter));
    });
}
