using System.Globalization;
using System.Text;
using Graft.Backbones;
using Graft.Data;
using Graft.Graphs;
using Graft.Training.Loop;
using Graft.Training.Probe;

namespace Graft.Training.Photos;

/// <summary>What was trained beyond the head.</summary>
/// <param name="Model">The whole model; null where the head alone was best.</param>
/// <param name="Recipe">The recipe with what was chosen filled in.</param>
/// <param name="Trials">Depths that were tried; empty where the recipe says what learns.</param>
internal sealed record Beyond(FineTuned? Model, Recipe Recipe, IReadOnlyList<DepthTrial> Trials);

/// <summary>Trains what the recipe lets learn beyond the head, for as many epochs as fit its time where it gives one; or finds out how deep to train where it gives a time and no policy.</summary>
/// <param name="recipe">What to do.</param>
/// <param name="backbone">The pretrained network.</param>
/// <param name="all">Features and labels.</param>
/// <param name="tuning">Trains one policy.</param>
/// <param name="attach">Puts a head behind the backbone.</param>
/// <param name="folder">Where state is kept.</param>
internal sealed class BeyondTheHead(Recipe recipe, Backbone backbone, LabelledFeatures all, PhotoTuning tuning, Func<FittedProbe, Graph> attach, string folder)
{
    /// <summary>Trains.</summary>
    /// <param name="probe">The head that was fitted on all training photos.</param>
    /// <param name="validation">Photos that choices may be made on; empty for none.</param>
    /// <param name="report">Told after each epoch.</param>
    /// <param name="cancel">Stops.</param>
    public Beyond Run(FittedProbe probe, int[] validation, IProgress<EpochReport>? report, CancellationToken cancel)
    {
        int[] train = all.ExamplesOf(Part.Train);
        if (!recipe.Policy.IsUnset)
        {
            Recipe fitted = recipe.Time is null ? recipe : Fitted(attach(probe), train, validation, cancel);
            return new(tuning.With(fitted).Run(recipe.Policy, backbone, attach(probe), train, validation, folder, report, cancel), fitted, []);
        }
        DepthSearch search = new(tuning, TimeBudget.Parse(recipe.Time!));
        if (validation.Length > 0)
        {
            var (trials, best, model) = search.Run(backbone, attach(probe), all.Judge(probe, validation), train, validation, folder, report, cancel);
            return new(model, Resolved(best), trials);
        }
        return OnHeldOutTraining(search, probe, train, report, cancel);
    }

    // Nothing may be chosen on validation: a fifth of the training photos decides, and what it decides for is trained again on all of them.
    private Beyond OnHeldOutTraining(DepthSearch search, FittedProbe probe, int[] train, IProgress<EpochReport>? report, CancellationToken cancel)
    {
        (int[] kept, int[] held) = all.HoldOut(train, recipe.Seed);
        FittedProbe part = all.Fit(kept, new() { BalanceClasses = recipe.BalanceClasses }, recipe.Seed, null, cancel);
        var (trials, best, model) = search.Run(backbone, attach(part), all.Judge(part, held), kept, held, folder, report, cancel);
        Recipe resolved = Resolved(best);
        if (model is null) return new(null, resolved, trials);
        return new(tuning.Run(best.Policy, backbone, attach(probe), train, [], Path.Combine(folder, "chosen"), report, cancel), resolved, trials);
    }

    /// <summary>The recipe with as many of its epochs as fit its time. Found once: the same run, started again, goes on with the same number.</summary>
    private Recipe Fitted(Graph model, int[] train, int[] validation, CancellationToken cancel)
    {
        string file = Path.Combine(folder, "epochs");
        int epochs = File.Exists(file) ? int.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture)
            : TimeBudget.Fit(TimeBudget.Parse(recipe.Time!), tuning.Measure(backbone, model, train, validation, cancel), recipe.Training.Epochs).Epochs;
        Directory.CreateDirectory(folder);
        AtomicFile.Write(file, Encoding.UTF8.GetBytes(epochs.ToString(CultureInfo.InvariantCulture)));
        return recipe with { Time = null, Training = recipe.Training with { Epochs = epochs } };
    }

    private Recipe Resolved(DepthTrial best) => recipe with { Time = null, Policy = best.Policy };
}
