using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Backbones;
using Graft.Bundles;
using Graft.Data;
using Graft.Data.Checks;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Features;
using Graft.Graphs;
using Graft.Hub;
using Graft.Training.Adapters;
using Graft.Training.Loop;
using Graft.Training.Probe;

namespace Graft.Training.Photos;

/// <summary>What a run on photos with several labels or numbers found out.</summary>
/// <param name="Bundle">The folder that it left.</param>
/// <param name="Task">Several labels or numbers.</param>
/// <param name="Scores">Scores by part: validation, test.</param>
/// <param name="Chosen">What was chosen for the head, and by what.</param>
/// <param name="Skipped">Photos that could not be read and files that are none, each with the reason.</param>
/// <param name="Remarks">Photos that were used, but are not what their names say.</param>
/// <param name="Counts">Photos used, by part.</param>
/// <param name="Origin">Where the backbone came from.</param>
/// <param name="Seconds">Time by phase.</param>
public sealed record TargetTransferResult(string Bundle, TextTask Task, IReadOnlyDictionary<string, TaskMetrics> Scores, JsonObject Chosen, IReadOnlyList<Notice> Skipped, IReadOnlyList<Notice> Remarks,
    IReadOnlyDictionary<string, int> Counts, Origin Origin, IReadOnlyDictionary<string, double> Seconds)
{
    /// <summary>What was trained beyond the head; null where only the head was fitted.</summary>
    public TargetTuningResult? Tuning { get; init; }

    /// <summary>From which probability on a photo has a label; null for numbers.</summary>
    public ChosenThresholds? Thresholds { get; init; }
}

/// <summary>From which probability on a photo has a label.</summary>
/// <param name="Values">One per label.</param>
/// <param name="By">What they were chosen by, in words.</param>
/// <param name="OnValidation">Whether that were the validation photos, so that their score is no fair one.</param>
public sealed record ChosenThresholds(IReadOnlyList<double> Values, string By, bool OnValidation);

/// <summary>What training beyond the head did.</summary>
/// <param name="Policy">What learned.</param>
/// <param name="History">All epochs.</param>
/// <param name="BestEpoch">Number of the epoch whose weights were kept, as validation chose it; null for the last.</param>
/// <param name="Interrupted">Whether it was stopped before its end; the same command goes on where it was.</param>
/// <param name="HeadScores">What the head alone reached, on the same photos.</param>
public sealed record TargetTuningResult(string Policy, IReadOnlyList<EpochReport> History, int? BestEpoch, bool Interrupted, IReadOnlyDictionary<string, TaskMetrics> HeadScores);

/// <summary>The whole flow of photos that have any number of labels, or numbers: source, checkpoint, graph, frozen trunk, features, head, training, merged model, evaluation, bundle.</summary>
public sealed class TargetTransfer
{
    private readonly Recipe _recipe;
    private readonly HubOptions _hub;
    private readonly Stopclock _clock = new();
    private readonly PreparedPhotos _photos;
    private readonly bool _mayChoose;

    private TargetTransfer(Recipe recipe, HubOptions hub)
    {
        RequireSense(recipe);
        (_recipe, _hub) = (recipe, hub);
        _photos = PreparedPhotos.Open(recipe, hub, _clock);
        if (Set.Task == TextTask.Classification) throw new GraftException($"'{recipe.Data}' is for classification. Name the task (--task multi-label or regression), or train with {nameof(Transfer)}.");
        _mayChoose = _photos.MayChoose(recipe);
    }

    private ExampleSet Set => _photos.Examples;

    /// <summary>Whether a recipe's photos have several labels or numbers, by what it says, or by what their labels look like.</summary>
    /// <exception cref="GraftException">The data are not there, or have no labels.</exception>
    public static bool Suits(Recipe recipe) => ExampleSets.TaskOf(recipe.Data, PreparedPhotos.OptionsOf(recipe)) != TextTask.Classification;

    /// <summary>Fits a linear head on a frozen backbone (logistic regression for each label, ridge regression for each number), trains what the policy lets learn beyond it, and leaves a bundle.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="bundle">The folder to write, whole or not at all.</param>
    /// <param name="hub">Caches and the offline switch.</param>
    /// <param name="progress">Told how far the features and the head are.</param>
    /// <param name="epochs">Told after each epoch of training beyond the head.</param>
    /// <param name="cancel">Stops; features that are computed and epochs that are done stay, so that the same command goes on.</param>
    /// <exception cref="GraftException">The data, the backbone or the place for the bundle is not as it must be.</exception>
    public static TargetTransferResult Run(Recipe recipe, string bundle, HubOptions? hub = null, IProgress<WorkProgress>? progress = null, IProgress<EpochReport>? epochs = null, CancellationToken cancel = default)
    {
        BundleFolder.RequireWritable(bundle);
        return new TargetTransfer(recipe, hub ?? new()).Run(bundle, progress, epochs, cancel);
    }

    private TargetTransferResult Run(string bundle, IProgress<WorkProgress>? progress, IProgress<EpochReport>? epochs, CancellationToken cancel)
    {
        DataReport check = _clock.Time("check", () => DataCheck.PhotosFast(Set, _photos.Parts, cancel));
        FeatureSet features = _photos.Features(_hub, _clock, progress, cancel);
        TargetFeatures all = new(features, Set, _photos.Parts);
        FittedHead head = _clock.Time("head", () => all.Fit(_recipe, progress, cancel));
        Graph model = _photos.Attach(head);
        Dictionary<Part, float[]> outputs = _clock.Time("evaluate", () => all.Outputs(head));
        ChosenThresholds? thresholds = _clock.Time("thresholds", () => Thresholds(all, outputs, () => (all.CrossValidatedThresholds(head, _recipe, cancel), "F1 of cross-validation on the training photos")));
        TargetTransferResult result = new(bundle, Set.Task, Scores(all, outputs, thresholds, false), head.Chosen, [.. features.Skipped, .. Set.Notices], [.. features.Remarks, .. DataFaults.Of(check)],
            all.Counts, _photos.Backbone.Origin, _clock.Seconds) { Thresholds = thresholds };
        cancel.ThrowIfCancellationRequested();
        LowRankAdapter? adapter = null;
        TuningState state = TuningState.For(_recipe, _photos.Backbone, Set, _hub.HomeFolder);
        if (!_recipe.Policy.IsHeadOnly)
        {
            FineTuned tuned = _clock.Time("tuning", () => Tuned(all, model, state, progress, epochs, cancel));
            adapter = AdapterExtraction.OfRun(_recipe, model, tuned.Model, _photos.Backbone.Origin.Address);
            model = tuned.Model;
            outputs = _clock.Time("evaluate tuned", () => all.Outputs(model, _photos.Backbone.Preprocessing, _hub.HomeFolder));
            thresholds = Thresholds(all, outputs, () => ([.. Set.Classes.Select(_ => LabelThresholds.Usual)], "nothing: no photos were left to choose on"));
            result = result with { Tuning = new(tuned.Policy, tuned.History, tuned.BestEpoch, tuned.Interrupted, result.Scores), Thresholds = thresholds, Scores = Scores(all, outputs, thresholds, tuned.BestEpoch is not null) };
        }
        model = WithThresholds(model, thresholds);
        _clock.Time("bundle", () => TargetBundle.Write(result, model, _photos, _recipe, check, adapter));
        if (result.Tuning is not { Interrupted: true }) state.Delete();
        return result;
    }

    private FineTuned Tuned(TargetFeatures all, Graph model, TuningState state, IProgress<WorkProgress>? progress, IProgress<EpochReport>? epochs, CancellationToken cancel) =>
        new PhotoTuning(_recipe, Set, _hub.HomeFolder, progress).Run(_recipe.Policy, _photos.Backbone, model, all.IndicesOf(Part.Train), _mayChoose ? all.IndicesOf(Part.Validation) : [], state.Folder, epochs, cancel);

    /// <summary>Chosen on validation where that is allowed; null for numbers.</summary>
    private ChosenThresholds? Thresholds(TargetFeatures all, Dictionary<Part, float[]> outputs, Func<(double[] Values, string By)> otherwise)
    {
        if (Set.Task != TextTask.MultiLabel) return null;
        if (_mayChoose && outputs.TryGetValue(Part.Validation, out float[]? validation))
            return new(LabelThresholds.Choose(validation, TargetScoring.Has(Set.Classes, all.ExamplesOf(Part.Validation)), Set.Classes.Count), "F1 on the validation photos", true);
        (double[] values, string by) = otherwise();
        return new(values, by, false);
    }

    private Dictionary<string, TaskMetrics> Scores(TargetFeatures all, Dictionary<Part, float[]> outputs, ChosenThresholds? thresholds, bool choseEpoch) => outputs.OrderBy(o => o.Key)
        .ToDictionary(o => o.Key.Name(), o => TargetScoring.Of(Set.Task, _photos.Names, all.ExamplesOf(o.Key), o.Value, thresholds?.Values) with { ChosenOn = o.Key == Part.Validation && (choseEpoch || thresholds is { OnValidation: true }) });

    private static Graph WithThresholds(Graph model, ChosenThresholds? thresholds) =>
        thresholds is null ? model : model with { Metadata = model.Metadata.SetItem(ModelNotes.Thresholds, JsonSerializer.Serialize(thresholds.Values)) };

    private static void RequireSense(Recipe recipe)
    {
        (bool Given, string What)[] all = [(recipe.Time is not null, "a time (say what learns, and for how many epochs)"), (recipe.Folds > 1, "folds"), (recipe.LabelSmoothing > 0, "label smoothing"), (recipe.Loss is not null, "another loss")];
        string[] given = [.. all.Where(a => a.Given).Select(a => a.What)];
        if (given.Length > 0) throw new GraftException($"These are for photos with one class each: {string.Join(", ", given)}. Leave them out.");
    }
}
