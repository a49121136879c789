using System.Diagnostics;
using System.Text.Json;
using Graft.Backbones;
using Graft.Bundles;
using Graft.Data;
using Graft.Evaluation;
using Graft.Features;
using Graft.Graphs;
using Graft.Hub;
using Graft.Reports;
using Graft.Training.Heads;
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
    IReadOnlyList<Notice> Remarks, IReadOnlyDictionary<string, int> Counts, Origin Origin, IReadOnlyDictionary<string, double> Seconds);

/// <summary>The whole flow: source, checkpoint, graph, frozen trunk, features, head, merged model, evaluation, bundle.</summary>
public static class Transfer
{
    /// <summary>Trains a head on a frozen backbone and leaves a bundle.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="bundle">The folder to write, whole or not at all.</param>
    /// <param name="hub">Caches and the offline switch.</param>
    /// <param name="progress">Told how far the features and the head are.</param>
    /// <param name="cancel">Stops; features that are computed stay cached, so that the same command goes on.</param>
    /// <exception cref="GraftException">The data, the backbone or the place for the bundle is not as it must be.</exception>
    public static TransferResult Run(Recipe recipe, string bundle, HubOptions? hub = null, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default)
    {
        hub ??= new HubOptions();
        Stopclock clock = new();
        BundleFolder.RequireWritable(bundle);
        ExampleSet examples = ExampleSets.Open(recipe.Data);
        ExampleSets.RequireLearnable(examples);
        Part[] parts = Partition.Of(examples, PartitionShares.Parse(recipe.Partition), recipe.Seed);
        Backbone backbone = clock.Time("backbone", () => BackboneLoader.Load(recipe.Backbone, hub, recipe.Cut));

        using FeatureExtractor extractor = new(backbone, hub.HomeFolder);
        FeatureSet features = clock.Time("features", () => extractor.Compute([.. examples.Examples.Select(e => e.Path)], progress, cancel));
        LabelledFeatures all = new(features, examples, parts);
        all.RequireLearnable();

        FittedProbe probe = clock.Time("head", () => all.FitOnTrain(new() { BalanceClasses = recipe.BalanceClasses }, recipe.Seed, progress, cancel));
        Graph model = Merge(backbone, probe, examples.Classes);
        Dictionary<string, ClassificationMetrics> scores = clock.Time("evaluate", () => all.Score(probe));
        cancel.ThrowIfCancellationRequested();
        TransferResult result = new(bundle, scores, probe, [.. features.Skipped, .. examples.Notices], features.Remarks, all.Counts, backbone.Origin, clock.Seconds);
        ReportInput report = clock.Time("report", () => TrainingReport.Of(result, recipe, examples, parts, all.Outcomes(probe, scores), features));
        clock.Time("bundle", () => Write(result, model, backbone, recipe, examples, report));
        return result;
    }

    private static Graph Merge(Backbone backbone, FittedProbe probe, IReadOnlyList<string> classes)
    {
        Graph head = LinearHead.Build(probe.Weight, probe.Bias, backbone.Graph.Opsets);
        Graph model = backbone.Graph.Append(head, "attach head", new Dictionary<string, string> { ["features"] = backbone.FeatureTensor });
        return model with
        {
            Name = "graft",
            Metadata = model.Metadata.SetItems(new Dictionary<string, string>
            {
                [ModelNotes.Labels] = JsonSerializer.Serialize(classes),
                [ModelNotes.Preprocessing] = backbone.Preprocessing.ToJson(),
                [ModelNotes.Backbone] = backbone.Origin.Address,
                [ModelNotes.Licence] = backbone.Origin.Licence ?? "unknown",
            }),
        };
    }

    private static void Write(TransferResult result, Graph model, Backbone backbone, Recipe recipe, ExampleSet examples, ReportInput report) => BundleFolder.Write(result.Bundle, folder =>
    {
        OnnxFile.Write(model, Path.Combine(folder, BundleFiles.Model));
        File.WriteAllText(Path.Combine(folder, BundleFiles.Labels), JsonSerializer.Serialize(examples.Classes));
        File.WriteAllText(Path.Combine(folder, BundleFiles.Preprocessing), backbone.Preprocessing.ToJson());
        File.WriteAllText(Path.Combine(folder, BundleFiles.Recipe), recipe.ToJson());
        File.WriteAllText(Path.Combine(folder, BundleFiles.Metrics), MetricsFile.Of(result));
        File.WriteAllText(Path.Combine(folder, BundleFiles.Card), ModelCard.Of(result, recipe, examples));
        Report.Write(Path.Combine(folder, BundleFiles.Report), report);
    });

    private sealed class Stopclock
    {
        public Dictionary<string, double> Seconds { get; } = [];

        public void Time(string phase, Action action) => Time(phase, () => { action(); return 0; });

        public T Time<T>(string phase, Func<T> action)
        {
            long start = Stopwatch.GetTimestamp();
            T result = action();
            Seconds[phase] = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3);
            return result;
        }
    }
}
