using System.Diagnostics;
using Graft.Backbones;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Data.Texts;
using Graft.Features;
using Graft.Graphs;
using Graft.Training.Losses;
using Graft.Training.Loop;
using Graft.Training.Policies;

namespace Graft.Training.Photos;

/// <summary>Trains more than the head of a model of photos, beginning with the head that the probe has fitted (LP-FT: Kumar et al. 2022, arXiv:2202.10054).</summary>
/// <param name="recipe">What learns, and how.</param>
/// <param name="examples">All photos.</param>
/// <param name="home">The folder below which features are cached.</param>
/// <param name="progress">Told how far features and epochs are.</param>
internal sealed class PhotoTuning(Recipe recipe, ExampleSet examples, string home, IProgress<WorkProgress>? progress)
{
    private readonly string[] _paths = [.. examples.Examples.Select(e => e.Path)];
    private readonly int[] _labels = examples.Task == TextTask.Classification ? [.. examples.Examples.Select(e => examples.IndexOf(e.Label))] : [];

    /// <summary>Trains.</summary>
    /// <param name="policy">What learns.</param>
    /// <param name="backbone">Says what the network wants of photos.</param>
    /// <param name="model">Backbone with the head, which puts out 'logits' and what becomes of them, or numbers.</param>
    /// <param name="train">Photos to learn from: indices into the data set, readable.</param>
    /// <param name="validation">Photos to choose the best epoch on; empty for none.</param>
    /// <param name="folder">Where the state is saved between epochs.</param>
    /// <param name="report">Told after each epoch.</param>
    /// <param name="cancel">Stops.</param>
    public FineTuned Run(PolicyOptions policy, Backbone backbone, Graph model, int[] train, int[] validation, string folder, IProgress<EpochReport>? report, CancellationToken cancel)
    {
        using FineTuning tuning = new(model, Plan.Of(policy, model, Options), Options, Objective(train), DataFor(backbone, train, validation, cancel).For);
        return tuning.Run(folder, report, cancel);
    }

    /// <summary>The learning-rate range test on the last phase.</summary>
    public RateSuggestion FindRate(Backbone backbone, Graph model, int[] train, int batches, CancellationToken cancel)
    {
        (Phase last, Frontier frontier) = Last(model);
        return RateTest.Run(model.Cut(frontier.Tensors).Tail, last, DataFor(backbone, train, [], cancel).For(model, frontier), Objective(train), Options, batches, cancel);
    }

    /// <summary>What an epoch takes: features are computed, and some batches learned from, on weights that are thrown away.</summary>
    public RunMeasures Measure(Backbone backbone, Graph model, int[] train, int[] validation, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        (Phase last, Frontier frontier) = Last(model);
        PhaseData data = DataFor(backbone, train, validation, cancel).For(model, frontier);
        double perBatch = RateTest.SecondsPerBatch(model.Cut(frontier.Tensors).Tail, last, data, Objective(train), Options, cancel);
        int scored = (validation.Length + Options.BatchSize - 1) / Options.BatchSize;
        return new(Stopwatch.GetElapsedTime(start).TotalSeconds, perBatch, data.Train.Plan(0).Count, scored * perBatch / 3, 0); // forward alone is a third
    }

    /// <summary>The same for another recipe.</summary>
    public PhotoTuning With(Recipe other) => new(other, examples, home, progress);

    private TrainingOptions Options => recipe.Training with { Seed = recipe.Seed };

    /// <summary>The recipe's last phase, and where it cuts the network.</summary>
    private (Phase Phase, Frontier Frontier) Last(Graph model)
    {
        Phase last = Plan.Of(recipe.Policy, model, Options).Phases[^1];
        return (last, Frontier.Of(model, last.Policy));
    }

    private PhotoData DataFor(Backbone backbone, int[] train, int[] validation, CancellationToken cancel) =>
        new(_paths, train, validation, PhotoObjective.TargetsOf(examples), backbone, home, Variety(), Options, progress, cancel);

    private PhotoVariety Variety() => new(AugmentationPolicy.Get(recipe.Augmentation), recipe.Views, Samplers.IsBalanced(recipe.Sampler), recipe.Mix);

    private Objective Objective(int[] train)
    {
        if (examples.Task != TextTask.Classification) return PhotoObjective.Of(examples, train, recipe.BalanceClasses);
        int classes = examples.Classes.Count;
        double[]? weights = recipe.BalanceClasses ? [.. Enumerable.Range(0, classes).Select(k => (double)train.Length / classes / Math.Max(1, train.Count(t => _labels[t] == k)))] : null;
        return new(["logits"], Loss(weights), () => new AccuracyScoring());
    }

    private ILoss Loss(double[]? weights)
    {
        if (recipe.Loss is not (null or "cross-entropy" or "focal")) throw new UnknownNameException("loss for photos", recipe.Loss, ["cross-entropy", "focal"]);
        if (recipe.Loss != "focal") return new CrossEntropy { LabelSmoothing = recipe.LabelSmoothing, ClassWeights = weights };
        if (recipe.LabelSmoothing > 0 || recipe.Mix != PhotoMix.None) throw new GraftException("The focal loss wants one class for each photo: leave out label smoothing and mixing.");
        return new Focal { Alpha = weights };
    }
}
