using Graft.Data;
using Graft.Data.Texts;
using Graft.Features;
using Graft.Graphs;
using Graft.Hub;
using Graft.Training.Loop;
using Graft.Training.Photos;
using Graft.Training.Policies;
using Graft.Training.Probe;

namespace Graft.Training;

/// <summary>What can be known of a run before it is made.</summary>
public static class Rehearsal
{
    /// <summary>What each phase of the run would learn, at what rate, where it would be cut, and what that costs. No photo is read.</summary>
    /// <param name="recipe">What would be done.</param>
    /// <param name="hub">Caches and the offline switch.</param>
    /// <returns>The phases, and how many photos are for training.</returns>
    /// <exception cref="GraftException">The data, the backbone or the policy is not as it must be.</exception>
    public static (IReadOnlyList<DryRun> Phases, int TrainingExamples) Describe(Recipe recipe, HubOptions? hub = null)
    {
        PreparedPhotos photos = PreparedPhotos.Open(recipe, hub ?? new(), new());
        Graph model = photos.AttachEmpty();
        Plan plan = Plan.Of(recipe.Policy, model, recipe.Training);
        return ([.. plan.Phases.Select(p => DryRun.Of(model, p.Policy, p.LearningRate))], photos.Parts.Count(p => p == Part.Train));
    }

    /// <summary>The learning-rate range test on the run's last phase, from the head that the probe fits (Smith 2017, arXiv:1506.01186, with fastai's rules).</summary>
    /// <param name="recipe">What would be done.</param>
    /// <param name="hub">Caches and the offline switch.</param>
    /// <param name="batches">Rates to try, one for each batch.</param>
    /// <param name="progress">Told how far the features are.</param>
    /// <param name="cancel">Stops.</param>
    /// <exception cref="GraftException">The data, the backbone or the policy is not as it must be, or too few losses could be recorded.</exception>
    public static RateSuggestion FindRate(Recipe recipe, HubOptions? hub = null, int batches = 100, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default)
    {
        hub ??= new();
        PreparedPhotos photos = PreparedPhotos.Open(recipe, hub, new());
        if (photos.Examples.Task != TextTask.Classification) return FindTargetRate(recipe, photos, hub, batches, progress, cancel);
        LabelledFeatures all = new(photos.Features(hub, new(), progress, cancel), photos.Examples, photos.Parts);
        all.RequireLearnable();
        int[] train = all.ExamplesOf(Part.Train);
        FittedProbe probe = all.Fit(train, new() { BalanceClasses = recipe.BalanceClasses }, recipe.Seed, progress, cancel);
        return new PhotoTuning(recipe, photos.Examples, hub.HomeFolder, progress).FindRate(photos.Backbone, photos.Attach(probe), train, batches, cancel);
    }

    private static RateSuggestion FindTargetRate(Recipe recipe, PreparedPhotos photos, HubOptions hub, int batches, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        TargetFeatures all = new(photos.Features(hub, new(), progress, cancel), photos.Examples, photos.Parts);
        FittedHead head = all.Fit(recipe, progress, cancel);
        return new PhotoTuning(recipe, photos.Examples, hub.HomeFolder, progress).FindRate(photos.Backbone, photos.Attach(head), all.IndicesOf(Part.Train), batches, cancel);
    }
}
