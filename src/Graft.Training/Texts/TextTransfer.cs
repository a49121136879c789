using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
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
using Graft.Inference;
using Graft.Reports;
using Graft.Text;
using Graft.Training.Adapters;
using Graft.Training.Loop;
using Graft.Training.Probe;
using Graft.Training.Reporting;
using Graft.Training.Texts.Baselines;

namespace Graft.Training.Texts;

/// <summary>What a run on texts found out.</summary>
/// <param name="Bundle">The folder that it left.</param>
/// <param name="Task">What was asked.</param>
/// <param name="Scores">Scores by part: validation, test.</param>
/// <param name="Chosen">What was chosen for the head, and by what; empty where no choice was made.</param>
/// <param name="Columns">Which columns were read; null for CoNLL files.</param>
/// <param name="LeftOut">Rows that were left out and files that were not read, each with the reason.</param>
/// <param name="CutTexts">How many texts were longer than the model takes, and cut.</param>
/// <param name="Counts">Texts used, by part.</param>
/// <param name="Origin">Where the backbone came from.</param>
/// <param name="Seconds">Time by phase.</param>
public sealed record TextTransferResult(string Bundle, TextTask Task, IReadOnlyDictionary<string, TaskMetrics> Scores, JsonObject Chosen, TextColumns? Columns, IReadOnlyList<Notice> LeftOut,
    int CutTexts, IReadOnlyDictionary<string, int> Counts, Origin Origin, IReadOnlyDictionary<string, double> Seconds)
{
    /// <summary>What was trained; null where a head was fitted on frozen features and nothing else.</summary>
    public TextTuningResult? Tuning { get; init; }

    /// <summary>What calibrating did; null for other tasks than classification, where there are not both validation and test, or none is wanted.</summary>
    public CalibrationReport? Calibration { get; init; }

    /// <summary>What models score on training texts held out from them; null where no folds are wanted.</summary>
    public CrossValidationScores? CrossValidation { get; init; }

    /// <summary>Training texts whose label is likely wrong, the most suspect first; of classification by a head on frozen features.</summary>
    public IReadOnlyList<SuspectedExample> SuspectedLabels { get; init; } = [];

    /// <summary>What the checks of the data warn of.</summary>
    public IReadOnlyList<Notice> Remarks { get; init; } = [];

    /// <summary>Of similarity: the unit; null for other tasks.</summary>
    public SimilarityScale? Scale { get; init; }
}

/// <summary>What training did.</summary>
/// <param name="Policy">What learned.</param>
/// <param name="History">All epochs.</param>
/// <param name="BestEpoch">Number of the epoch whose weights were kept, as validation chose it; null for the last.</param>
/// <param name="Interrupted">Whether it was stopped before its end; the same command goes on where it was.</param>
public sealed record TextTuningResult(string Policy, IReadOnlyList<EpochReport> History, int? BestEpoch, bool Interrupted)
{
    /// <summary>Of similarity: what the encoder scored as it came, by part; null for other tasks.</summary>
    public IReadOnlyDictionary<string, TaskMetrics>? Before { get; init; }

    /// <summary>What was learned in low rank, apart; null where nothing was.</summary>
    public LowRankAdapter? Adapter { get; init; }
}

/// <summary>The whole flow of texts: source, checkpoint, graph, frozen trunk, features, head, training, merged model, evaluation, bundle.</summary>
public sealed class TextTransfer
{
    private readonly Recipe _recipe;
    private readonly HubOptions _hub;
    private readonly IProgress<WorkProgress>? _progress;
    private readonly CancellationToken _cancel;
    private readonly Dictionary<string, double> _seconds = [];
    private readonly TextSet _set;
    private readonly Part[] _partOf;
    private readonly ILookup<Part, int> _parts;
    private readonly TextBackbone _backbone;
    private readonly TextPreprocessor _preprocessor;
    private TextTuningResult? _tuning;
    private FeatureSet? _features;

    private TextTransfer(Recipe recipe, HubOptions hub, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        (_hub, _progress, _cancel) = (hub, progress, cancel);
        _set = TextSets.Open(recipe.Data, new() { Text = recipe.Text, Label = recipe.Label, Pair = recipe.Pair, Task = recipe.Task is string task ? TextTasks.Parse(task) : null, Unlabelled = recipe.Loss == SimilarityObjective.Ranking });
        TextSets.RequireLearnable(_set);
        _recipe = recipe = TextLosses.Checked(Baseline.Checked(recipe, _set), _set);
        _partOf = _set.PartitionBy(PartitionShares.Parse(recipe.Partition), recipe.Seed);
        _parts = Enumerable.Range(0, _partOf.Length).ToLookup(i => _partOf[i]);
        _backbone = Timed("backbone", () => recipe.Baseline is null ? TextBackbone.Load(recipe.Backbone, hub) : Baseline.Of(recipe, Examples(_parts[Part.Train])));
        _preprocessor = new(_backbone.Tokenizer, TextReading.Of(recipe, _backbone, _set));
    }

    /// <summary>The same run on a part of its texts.</summary>
    private TextTransfer(TextTransfer whole, TextSet some)
    {
        (_recipe, _hub, _progress, _cancel, _backbone, _preprocessor, _set) = (whole._recipe, whole._hub, whole._progress, whole._cancel, whole._backbone, whole._preprocessor, some);
        _partOf = [.. some.Examples.Select(e => e.Part ?? Part.Train)];
        _parts = Enumerable.Range(0, _partOf.Length).ToLookup(i => _partOf[i]);
    }

    /// <summary>
    /// Fits a linear head on a frozen text encoder, or trains what the policy lets learn with a drawn head (for similarity, with none), and leaves a bundle. (Training does not begin with the fitted head as it does for photos:
    /// where a feature hardly varies its weights are great, and the first steps of the encoder would be amplified.)
    /// </summary>
    /// <param name="recipe">What to do.</param>
    /// <param name="bundle">The folder to write, whole or not at all.</param>
    /// <param name="hub">Caches and the offline switch.</param>
    /// <param name="progress">Told how far the features and the head are.</param>
    /// <param name="epochs">Told after each epoch of training.</param>
    /// <param name="cancel">Stops; features that are computed and epochs that are done stay, so that the same command goes on.</param>
    /// <exception cref="GraftException">The data, the backbone or the place for the bundle is not as it must be.</exception>
    public static TextTransferResult Run(Recipe recipe, string bundle, HubOptions? hub = null, IProgress<WorkProgress>? progress = null, IProgress<EpochReport>? epochs = null, CancellationToken cancel = default)
    {
        BundleFolder.RequireWritable(bundle);
        return new TextTransfer(recipe, hub ?? new(), progress, cancel).Run(bundle, epochs);
    }

    private TextTransferResult Run(string bundle, IProgress<EpochReport>? epochs)
    {
        string state = StateFolder();
        (Graph model, JsonObject chosen, Graph? trunk) = Learn(state, epochs);
        Dictionary<int, float[]> outputs = Timed("evaluate", () => Outputs(model));
        Dictionary<string, TaskMetrics> before = Scores(outputs);
        (model, outputs, CalibrationReport? calibration) = TextCalibration.Run(_recipe.Calibration, model, outputs, _set, _parts);
        Dictionary<string, TaskMetrics> scores = calibration?.Calibrator is null ? before : Scores(outputs);
        int cut = _set.Examples.AsParallel().Count(e => TextQuestion.Of(e, _set.Task).Encode(_preprocessor, _set.Task).Any(t => t.IsCut));
        if ((_tuning?.BestEpoch is not null || calibration?.Calibrator is not null) && scores.TryGetValue(Part.Validation.Name(), out TaskMetrics? judged)) scores[Part.Validation.Name()] = judged with { ChosenOn = true };
        if (_tuning is null) _cancel.ThrowIfCancellationRequested();
        TextTransferResult result = new(bundle, _set.Task, scores, chosen, _set.Columns, _set.Notices, cut, _parts.OrderBy(g => g.Key).ToDictionary(g => g.Key.Name(), g => g.Count()), _backbone.Origin, _seconds) { Tuning = _tuning, Scale = _set.Task == TextTask.Similarity ? TextObjective.Scale(_set) : null };
        DataReport check = DataCheck.Texts(_set, _partOf);
        result = result with
        {
            Calibration = calibration, Remarks = DataFaults.Of(check),
            CrossValidation = _recipe.Folds < 2 ? null : Timed("cross-validation", () => CrossValidate(trunk, state)),
            SuspectedLabels = _set.Task != TextTask.Classification || _features is null || _tuning is not null ? [] : Timed("label errors", () => Suspects(chosen)),
        };
        ReportInput report = Timed("report", () => Report(result, check, calibration?.Calibrator is null ? null : before, outputs, model));
        Timed("bundle", () => { TextBundle.Write(result, model, _backbone.Tokenizer, _preprocessor.Settings, _recipe, _set.Classes, report); return 0; });
        if (_tuning is { Interrupted: false }) new TuningState(state).Delete();
        return result;
    }

    /// <summary>The trained model, what was chosen for its head, and the trunk that the head was fitted on; null where it was trained.</summary>
    private (Graph Model, JsonObject Chosen, Graph? Trunk) Learn(string state, IProgress<EpochReport>? epochs)
    {
        if (_set.Task == TextTask.Similarity) return (Embedding(state, epochs), [], null);
        if (_recipe.Baseline == Baseline.TfIdf) return FitWords();
        if (_recipe.Loss == TextLosses.Contrastive) return FitHead(Contrasted(state, epochs));
        if (_set.Task == TextTask.Tagging || _recipe.Head is not null || !_recipe.Policy.IsHeadOnly)
            return (Tuned(TextModels.ToTrain(_backbone, _recipe, _set), _recipe, _set, Examples(_parts[Part.Train]), Examples(Judges()), state, epochs), [], null);
        return FitHead(TextModels.Pooled(_backbone, _recipe));
    }

    private Graph Embedding(string state, IProgress<EpochReport>? epochs)
    {
        Graph model = TextModels.Embedding(_backbone, _recipe);
        Dictionary<string, TaskMetrics> before = Timed("before", () => Scores(Outputs(model)));
        Graph tuned = Tuned(model, _recipe, _set, TextLosses.Learnable(_recipe, _set, Examples(_parts[Part.Train])), Examples(Judges()), state, epochs);
        _tuning = _tuning! with { Before = before };
        return tuned;
    }

    private Graph Contrasted(string state, IProgress<EpochReport>? epochs)
    {
        TextSet pairs = ContrastivePairs.Of(_set, Examples(_parts[Part.Train]), _recipe.Seed);
        return Tuned(TextModels.Pooled(_backbone, _recipe), _recipe with { Loss = "cosine" }, pairs, pairs.Examples, [], state, epochs);
    }

    private Graph Tuned(Graph model, Recipe recipe, TextSet set, IReadOnlyList<TextExample> train, IReadOnlyList<TextExample> judges, string state, IProgress<EpochReport>? epochs)
    {
        FineTuned tuned = Timed("tuning", () => new TextTuning(recipe, set, _preprocessor, _hub.HomeFolder, _progress, _cancel).Run(model, train, judges, state, epochs));
        _tuning = new(tuned.Policy, tuned.History, tuned.BestEpoch, tuned.Interrupted) { Adapter = AdapterExtraction.OfRun(recipe, model, tuned.Model, _backbone.Origin.Address) };
        return tuned.Model;
    }

    private (Graph Model, JsonObject Chosen, Graph Trunk) FitHead(Graph trunk)
    {
        int[] rows = [.. _parts[Part.Train]];
        TextExample[] train = Examples(rows);
        FeatureSet all = Timed("features", () => Features(trunk, _set.Examples)), features = all with { Values = all.Select(rows) };
        _features = all;
        FittedHead head = Timed("head", () => TextHead.Fit(_set, train, features, _recipe, _progress, _cancel));
        return (trunk.Append(head.Build(trunk.Opsets), "attach head", new Dictionary<string, string> { ["features"] = trunk.Outputs[0].Name }), head.Chosen, trunk);
    }

    private (Graph Model, JsonObject Chosen, Graph? Trunk) FitWords()
    {
        TextExample[] train = Examples(_parts[Part.Train]);
        FittedHead head = Timed("head", () => TextHead.Fit(_set, train, WeighedWords.Of(_backbone.Tokenizer, train).Rows(_backbone.Tokenizer, train), _recipe, _cancel));
        return (_backbone.Encoder.Append(head.Build(_backbone.Encoder.Opsets), "attach head"), head.Chosen, null);
    }

    private FeatureSet Features(Graph trunk, IReadOnlyList<TextExample> examples)
    {
        using TextFeatureExtractor extractor = new(trunk, _backbone.Tokenizer, _preprocessor.Settings, _hub.HomeFolder);
        return extractor.Compute([.. examples.Select(e => (e.Text, e.Pair))], _progress, _cancel);
    }

    /// <summary>What the whole model says of validation and test, as it will be used.</summary>
    private Dictionary<int, float[]> Outputs(Graph model)
    {
        using OnnxSession session = new(model, threads: 1);
        int[] scored = [.. Enumerable.Range(0, _partOf.Length).Where(i => _partOf[i] != Part.Train)];
        float[][] outputs = new TextRunner(session, _preprocessor, _set.Task, _set.Classes, TextObjective.Scale(_set)).Run([.. Examples(scored).Select(e => TextQuestion.Of(e, _set.Task))], CancellationToken.None).Outputs;
        return scored.Zip(outputs).ToDictionary(p => p.First, p => p.Second);
    }

    private Dictionary<string, TaskMetrics> Scores(Dictionary<int, float[]> outputs) => _parts.Where(g => g.Key != Part.Train).OrderBy(g => g.Key)
        .ToDictionary(g => g.Key.Name(), g => TextScoring.Of(_set.Task, _set.Classes, Examples(g), [.. g.Select(i => outputs[i])]));

    private ReportInput Report(TextTransferResult result, DataReport check, Dictionary<string, TaskMetrics>? before, Dictionary<int, float[]> outputs, Graph model)
    {
        using OnnxSession session = new(model, threads: 1);
        TextRunner runner = new(session, _preprocessor, _set.Task, _set.Classes);
        ReportInput report = TextReport.Of(result, _recipe, _set, _partOf, check, _features, before, i => outputs[i]);
        return report with { Parts = ErrorWords.Add(report.Parts, _set, runner, CancellationToken.None) };
    }

    private IReadOnlyList<SuspectedExample> Suspects(JsonObject chosen)
    {
        int[] rows = [.. _parts[Part.Train]];
        ProbeTrial trial = new(chosen["standardise"]!.GetValue<bool>(), chosen["c"]!.GetValue<double>(), 0, 0);
        return SuspectedLabels.Of(_features!.Select(rows), _features.Width, [.. rows.Select(i => _set.Examples[i].Place)], [.. rows.Select(Stratum)], _set.Classes, trial, _recipe.Seed, Groups(rows), _cancel);
    }

    private CrossValidationScores CrossValidate(Graph? trunk, string state)
    {
        int[] rows = [.. _parts[Part.Train]];
        CrossValidationOptions options = new() { Folds = _recipe.Folds, Repeats = Math.Max(1, _recipe.Repeats), Groups = Groups(rows) };
        return CrossValidation.Run([.. rows.Select(Stratum)], options, _recipe.Seed, fold => trunk is not null && _tuning is null ? OfHead(trunk, rows, fold) : OfTail(rows, fold, state),
            (held, said) => TextScoring.Of(_set.Task, _set.Classes, Examples(held.Select(i => rows[i])), said));
    }

    private float[][] OfHead(Graph trunk, int[] rows, Fold fold)
    {
        int[] train = [.. fold.Train.Select(i => rows[i])], held = [.. fold.Held.Select(i => rows[i])];
        FittedHead head = TextHead.Fit(_set, Examples(train), _features! with { Values = _features.Select(train) }, _recipe, _progress, _cancel);
        using OnnxSession session = new(head.Build(trunk.Opsets));
        float[] said = session.Run(_features.Select(held), held.Length, _features.Width)[0].ToFloats();
        return [.. said.Chunk(said.Length / held.Length)];
    }

    /// <summary>The same flow on a part of the texts: what is held out is its test, and the best epoch is chosen on the validation texts as in the run itself.</summary>
    private float[][] OfTail(int[] rows, Fold fold, string state)
    {
        IEnumerable<TextExample> As(IEnumerable<int> some, Part part) => some.Select(i => _set.Examples[i] with { Part = part });
        TextExample[] known = [.. As(fold.Train.Select(i => rows[i]), Part.Train), .. As(Judges(), Part.Validation)];
        TextTransfer run = new(this, _set with { Examples = [.. known, .. As(fold.Held.Select(i => rows[i]), Part.Test)] });
        Graph model = run.Learn(Path.Combine(state, $"fold-{fold.Repeat}-{fold.Number}"), null).Model;
        _cancel.ThrowIfCancellationRequested();
        Dictionary<int, float[]> said = run.Outputs(model);
        return [.. Enumerable.Range(known.Length, fold.Held.Length).Select(i => said[i])];
    }

    private int Stratum(int example) => _set.Task == TextTask.Classification ? _set.IndexOf(_set.Examples[example].Labels[0]) : 0;

    private string?[] Groups(int[] rows) => [.. rows.Select(i => _set.Examples[i].Group)];

    private TextExample[] Examples(IEnumerable<int> indices) => [.. indices.Select(i => _set.Examples[i])];

    // Validation texts that the data bring without a test beside them are the only fair score: nothing is chosen on them unless the user says so.
    private IEnumerable<int> Judges() => _parts.Contains(Part.Test) || _recipe.ChooseOn is not null ? _parts[Part.Validation] : [];

    private string StateFolder()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(System.Text.Encoding.UTF8.GetBytes(text + "\n"));
        Add(_recipe.ToJson() + _backbone.Origin.Sha256 + _preprocessor.Settings.ToJson());
        foreach (TextExample e in _set.Examples) Add($"{e.Text}\t{e.Pair}\t{string.Join('\t', e.Labels)}\t{e.Score}\t{e.Part}\t{e.Group}");
        return Path.Combine(_hub.HomeFolder, "training", Convert.ToHexStringLower(hash.GetHashAndReset())[..32]);
    }

    private T Timed<T>(string phase, Func<T> action)
    {
        long start = Stopwatch.GetTimestamp();
        T value = action();
        _seconds[phase] = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3);
        return value;
    }
}
