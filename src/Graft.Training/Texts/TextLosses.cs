using Graft.Bundles;
using Graft.Data.Texts;

namespace Graft.Training.Texts;

/// <summary>The losses that a recipe can name, by the task.</summary>
internal static class TextLosses
{
    /// <summary>Few labelled texts teach the encoder as pairs, see <see cref="ContrastivePairs"/>.</summary>
    public const string Contrastive = "contrastive";

    /// <summary>All names.</summary>
    public static IReadOnlyList<string> All { get; } = [.. SimilarityObjective.Names, Contrastive];

    /// <summary>The recipe with what it leaves open where texts are compared: without a head, everything learns.</summary>
    /// <exception cref="GraftException">There is no such loss for the task, or nothing could learn by it.</exception>
    public static Recipe Checked(Recipe recipe, TextSet set)
    {
        IReadOnlyList<string> known = set.Task switch { TextTask.Similarity => SimilarityObjective.Names, TextTask.Classification => [Contrastive], _ => [] };
        if (recipe.Loss is not null && !known.Contains(recipe.Loss))
            throw known.Count == 0 ? new GraftException($"The task {set.Task.Name()} has one loss and takes no other, got '{recipe.Loss}'.") : new UnknownNameException($"loss for {set.Task.Name()}", recipe.Loss, known);
        if (set.Task != TextTask.Similarity && recipe.Loss is null) return recipe;
        if (recipe.Loss == Contrastive && (set.Pairs || recipe.Head is not null)) throw new GraftException("Contrastive learning is for single texts and a linear head: leave out --pair and --head.");
        if (recipe.Policy.Policy == "head") throw new GraftException("Where texts are compared there is no head that could learn alone. Let everything learn (--policy full), the last stages (--unfreeze-last 2), or low-rank additions (--policy lora).");
        return recipe.Policy.IsUnset ? recipe with { Policy = recipe.Policy with { Policy = "full" } } : recipe;
    }

    /// <summary>The pairs that a loss can learn from: for ranking those that belong together.</summary>
    /// <exception cref="GraftException">There are none.</exception>
    public static IReadOnlyList<TextExample> Learnable(Recipe recipe, TextSet set, TextExample[] train)
    {
        if (recipe.Loss != SimilarityObjective.Ranking) return train;
        SimilarityScale scale = TextObjective.Scale(set);
        TextExample[] alike = [.. train.Where(e => scale.ToCosine(e.Score) >= 0.5)];
        return alike.Length > 1 ? alike : throw new GraftException("Ranking learns from pairs that belong together, those in the upper half of the similarities: found fewer than two.");
    }
}
