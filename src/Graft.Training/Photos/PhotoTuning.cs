using Graft.Backbones;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Features;
using Graft.Graphs;
using Graft.Training.Losses;
using Graft.Training.Loop;
using Graft.Training.Policies;

namespace Graft.Training.Photos;

/// <summary>Trains more than the head of a photo classifier, beginning with the head that the probe has fitted (LP-FT: Kumar et al. 2022, arXiv:2202.10054).</summary>
/// <param name="recipe">What learns, and how.</param>
/// <param name="examples">All photos.</param>
/// <param name="home">The folder below which features are cached.</param>
/// <param name="progress">Told how far features and epochs are.</param>
internal sealed class PhotoTuning(Recipe recipe, ExampleSet examples, string home, IProgress<WorkProgress>? progress)
{
    private readonly string[] _paths = [.. examples.Examples.Select(e => e.Path)];
    private readonly int[] _labels = [.. examples.Examples.Select(e => examples.IndexOf(e.Label))];

    /// <summary>Trains.</summary>
    /// <param name="policy">What learns.</param>
    /// <param name="backbone">Says what the network wants of photos.</param>
    /// <param name="model">Backbone with the head, which puts out 'logits' and their softmax.</param>
    /// <param name="train">Photos to learn from: indices into the data set, readable.</param>
    /// <param name="validation">Photos to choose the best epoch on; empty for none.</param>
    /// <param name="folder">Where the state is saved between epochs.</param>
    /// <param name="report">Told after each epoch.</param>
    /// <param name="cancel">Stops.</param>
    public FineTuned Run(PolicyOptions policy, Backbone backbone, Graph model, int[] train, int[] validation, string folder, IProgress<EpochReport>? report, CancellationToken cancel)
    {
        TrainingOptions options = recipe.Training with { Seed = recipe.Seed };
        using FineTuning tuning = new(model, Planned(policy, model, options), options, Objective(train), DataFor(backbone, train, validation, options, cancel).For);
        return tuning.Run(folder, report, cancel);
    }

    /// <summary>The learning-rate range test on the last phase.</summary>
    public RateSuggestion FindRate(Backbone backbone, Graph model, int[] train, int batches, CancellationToken cancel)
    {
        TrainingOptions options = recipe.Training with { Seed = recipe.Seed };
        Phase last = Planned(recipe.Policy, model, options).Phases[^1];
        Frontier frontier = Frontier.Of(model, last.Policy);
        return RateTest.Run(model.Cut(frontier.Tensors).Tail, last, DataFor(backbone, train, [], options, cancel).For(model, frontier), Objective(train), options, batches, cancel);
    }

    private PhotoData DataFor(Backbone backbone, int[] train, int[] validation, TrainingOptions options, CancellationToken cancel) =>
        new(_paths, train, validation, new ClassTargets(_labels), backbone, home, AugmentationPolicy.Get(recipe.Augmentation), recipe.Views, options, progress, cancel);

    /// <summary>The phases of a policy.</summary>
    internal static Plan Planned(PolicyOptions policy, Graph model, TrainingOptions options) => policy.Policy == "gradual" ? Plan.Gradual(model, options.Epochs, options.Rate)
        : Plan.Of(policy.For(model)[0], options.Epochs, options.Rate, options.Schedule);

    private Objective Objective(int[] train)
    {
        int classes = examples.Classes.Count;
        double[]? weights = recipe.BalanceClasses ? [.. Enumerable.Range(0, classes).Select(k => (double)train.Length / classes / Math.Max(1, train.Count(t => _labels[t] == k)))] : null;
        return new(["logits"], new CrossEntropy { LabelSmoothing = recipe.LabelSmoothing, ClassWeights = weights }, () => new AccuracyScoring());
    }
}
