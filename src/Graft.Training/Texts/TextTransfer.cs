using System.Diagnostics;
using System.Text.Json.Nodes;
using Graft.Backbones;
using Graft.Bundles;
using Graft.Data;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Features;
using Graft.Graphs;
using Graft.Hub;
using Graft.Reports;
using Graft.Text;
using Graft.Training.Reporting;

namespace Graft.Training.Texts;

/// <summary>What a run on texts found out.</summary>
/// <param name="Bundle">The folder that it left.</param>
/// <param name="Task">What was asked.</param>
/// <param name="Scores">Scores by part: validation, test.</param>
/// <param name="Chosen">What was chosen for the head, and by what.</param>
/// <param name="Columns">Which columns were read; null for CoNLL files.</param>
/// <param name="LeftOut">Rows that were left out and files that were not read, each with the reason.</param>
/// <param name="CutTexts">How many texts were longer than the model takes, and cut.</param>
/// <param name="Counts">Texts used, by part.</param>
/// <param name="Origin">Where the backbone came from.</param>
/// <param name="Seconds">Time by phase.</param>
public sealed record TextTransferResult(string Bundle, TextTask Task, IReadOnlyDictionary<string, TaskMetrics> Scores, JsonObject Chosen, TextColumns? Columns, IReadOnlyList<Notice> LeftOut,
    int CutTexts, IReadOnlyDictionary<string, int> Counts, Origin Origin, IReadOnlyDictionary<string, double> Seconds);

/// <summary>The whole flow of texts: source, checkpoint, graph, frozen trunk, features, head, merged model, evaluation, bundle.</summary>
public static class TextTransfer
{
    /// <summary>Trains a head on a frozen text encoder and leaves a bundle.</summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="bundle">The folder to write, whole or not at all.</param>
    /// <param name="hub">Caches and the offline switch.</param>
    /// <param name="progress">Told how far the features and the head are.</param>
    /// <param name="cancel">Stops; features that are computed stay cached, so that the same command goes on.</param>
    /// <exception cref="GraftException">The data, the backbone or the place for the bundle is not as it must be.</exception>
    public static TextTransferResult Run(Recipe recipe, string bundle, HubOptions? hub = null, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default)
    {
        hub ??= new HubOptions();
        Dictionary<string, double> seconds = [];
        BundleFolder.RequireWritable(bundle);
        TextSet set = Open(recipe);
        Part[] parts = set.PartitionBy(PartitionShares.Parse(recipe.Partition), recipe.Seed);
        TextBackbone backbone = Timed("backbone", () => TextBackbone.Load(recipe.Backbone, hub));
        TextPreprocessing preprocessing = backbone.Preprocessing with { MaxLength = Math.Min(recipe.MaxLength ?? int.MaxValue, backbone.Preprocessing.MaxLength), Pairs = set.Pairs };
        Graph trunk = Pooled(backbone, recipe);

        using TextFeatureExtractor extractor = new(trunk, backbone.Tokenizer, preprocessing, hub.HomeFolder);
        FeatureSet features = Timed("features", () => extractor.Compute([.. set.Examples.Select(e => (e.Text, e.Pair))], progress, cancel));
        ILookup<Part, int> rows = Enumerable.Range(0, parts.Length).ToLookup(i => parts[i]);
        TextHead head = Timed("head", () => TextHead.Fit(set, features, [.. rows[Part.Train]], recipe, progress, cancel));
        Graph model = trunk.Append(head.Build(trunk.Opsets), "attach head", new Dictionary<string, string> { ["features"] = trunk.Outputs[0].Name });
        Dictionary<string, TaskMetrics> scores = Timed("evaluate", () => rows.Where(g => g.Key != Part.Train).OrderBy(g => g.Key).ToDictionary(g => g.Key.Name(),
            g => TextScoring.Of(set.Task, set.Classes, [.. g.Select(i => set.Examples[i])], [.. g.Select(i => head.Outputs(features.Row(i)))])));
        cancel.ThrowIfCancellationRequested();
        TextTransferResult result = new(bundle, set.Task, scores, head.Chosen, set.Columns, set.Notices, extractor.CutTexts,
            rows.OrderBy(g => g.Key).ToDictionary(g => g.Key.Name(), g => g.Count()), backbone.Origin, seconds);
        ReportInput report = Timed("report", () => TextReport.Of(result, recipe, set, parts, features, i => head.Outputs(features.Row(i))));
        Timed("bundle", () => { TextBundle.Write(result, model, backbone.Tokenizer, preprocessing, recipe, set.Classes, report); return 0; });
        return result;

        T Timed<T>(string phase, Func<T> action)
        {
            long start = Stopwatch.GetTimestamp();
            T value = action();
            seconds[phase] = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3);
            return value;
        }
    }

    private static TextSet Open(Recipe recipe)
    {
        TextSet set = TextSets.Open(recipe.Data, new() { Text = recipe.Text, Label = recipe.Label, Pair = recipe.Pair, Task = recipe.Task is string task ? TextTasks.Parse(task) : null });
        TextSets.RequireLearnable(set);
        return set;
    }

    private static Graph Pooled(TextBackbone backbone, Recipe recipe)
    {
        Pooling pooling = recipe.Pooling is string named ? PoolingNames.Parse(named) : backbone.Pooling with { Normalize = false }; // a head finds its own scale
        Graph pooled = pooling.Append(backbone.Encoder);
        return pooled.Between([.. pooled.Inputs.Select(i => i.Name)], [pooled.Outputs[0].Name]); // a pooler that nobody reads is left out
    }
}
