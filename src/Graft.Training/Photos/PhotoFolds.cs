using Graft.Backbones;
using Graft.Features;
using Graft.Graphs;
using Graft.Training.Loop;
using Graft.Training.Probe;

namespace Graft.Training.Photos;

/// <summary>Cross-validation on the training photos: of the head on cached features, or of all that learns, each fold trained as the run itself.</summary>
/// <param name="recipe">What learns, and the folds.</param>
/// <param name="all">Features and labels.</param>
/// <param name="backbone">The pretrained network.</param>
/// <param name="tuning">Trains one policy.</param>
/// <param name="attach">Puts a head behind the backbone.</param>
/// <param name="home">The folder below which features are cached.</param>
/// <param name="folder">Where state is kept between epochs.</param>
/// <param name="judges">Photos that the best epoch is chosen on, as in the run itself; empty for none.</param>
internal sealed class PhotoFolds(Recipe recipe, LabelledFeatures all, Backbone backbone, PhotoTuning tuning, Func<FittedProbe, Graph> attach, string home, string folder, int[] judges)
{
    /// <summary>Runs it.</summary>
    /// <param name="deeper">Whether more than the head learns.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancel">Stops; epochs that are done stay.</param>
    public CrossValidationScores Run(bool deeper, IProgress<WorkProgress>? progress, CancellationToken cancel) => deeper
        ? all.CrossValidate(recipe, (fold, train) => Learn(fold, train, progress, cancel), backbone.Preprocessing, home) : all.CrossValidate(recipe, progress, cancel);

    private Graph Learn(Fold fold, int[] train, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        FittedProbe probe = all.Fit(train, new() { BalanceClasses = recipe.BalanceClasses }, recipe.Seed, progress, cancel);
        FineTuned tuned = tuning.Run(recipe.Policy, backbone, attach(probe), train, judges, Path.Combine(folder, $"fold-{fold.Repeat}-{fold.Number}"), null, cancel);
        cancel.ThrowIfCancellationRequested();
        return tuned.Model;
    }
}
