using Graft.Bundles;
using Graft.Data.Texts;
using Graft.Text;
using Graft.Training.Heads;
using Graft.Training.Losses;
using Graft.Training.Loop;
using Graft.Training.Scoring;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Texts;

/// <summary>What texts should give, what is made small, and how good a model is, by the task.</summary>
internal static class TextObjective
{
    /// <summary>The loss and the measure of a task.</summary>
    public static Objective Of(TextSet set, IReadOnlyList<TextExample> train, Recipe recipe) => set.Task == TextTask.Tagging ? OfTags(recipe) : WindowMean.Over(set.Task switch
    {
        TextTask.Similarity => SimilarityObjective.Of(recipe.Loss),
        TextTask.Classification => new(["logits"], new CrossEntropy { LabelSmoothing = recipe.LabelSmoothing, ClassWeights = Weights(set, train, recipe) }, () => new Agreement(o => o.argmax(-1))),
        TextTask.MultiLabel => new(["logits"], new BinaryCrossEntropy(), Agreement.OfLabels),
        _ => new([LinearHead.Score], new SquaredError(), () => new NegativeError(new SquaredError())),
    });

    /// <summary>The targets of some examples; for tagging filled up to a number of tokens.</summary>
    public static Func<int[], int, Tensor> Targets(TextSet set, IReadOnlyList<TextExample> examples, EncodedExamples encoded) => set.Task switch
    {
        TextTask.Similarity => SimilarityObjective.Targets(examples, Scale(set)),
        TextTask.Classification => (rows, _) => tensor([.. rows.Select(r => (long)set.IndexOf(examples[r].Labels[0]))]),
        TextTask.MultiLabel => (rows, _) => tensor([.. rows.SelectMany(r => set.Classes.Select(c => examples[r].Labels.Contains(c) ? 1f : 0f))], [rows.Length, set.Classes.Count]),
        TextTask.Regression => (rows, _) => tensor([.. rows.Select(r => (float)examples[r].Score)], [rows.Length, 1]),
        _ => (rows, length) => Tags(set, examples, encoded, rows, length),
    };

    /// <summary>The unit of the similarities of a set.</summary>
    public static SimilarityScale Scale(TextSet set) => SimilarityScale.Of([.. set.Examples.Select(e => e.Score)]);

    private static Objective OfTags(Recipe recipe) => HeadNames.EndsWithCrf(recipe.Head)
        ? new([Head.Logits], new ConditionalRandomField(), () => new Agreement(o => o, output: 1)) { Scored = [Head.Logits, Crf.Tags] }
        : new([Head.Logits], new TokenCrossEntropy(), () => new Agreement(o => o.argmax(-1)));

    /// <summary>A row of tags for each window: those of the words that stand in it.</summary>
    private static Tensor Tags(TextSet set, IReadOnlyList<TextExample> examples, EncodedExamples encoded, int[] rows, int length)
    {
        int windows = rows.Sum(r => encoded.TextOf(r).Windows.Count), at = 0;
        long[] tags = new long[windows * length];
        Array.Fill(tags, CrossEntropy.Ignored);
        foreach (int row in rows)
        {
            EncodedText text = encoded.TextOf(row);
            for (int word = 0; word < text.Words.Count; word++)
                if (text.Words[word] is { } place) tags[((at + place.Window) * length) + place.Token] = set.IndexOf(examples[row].Labels[word]);
            at += text.Windows.Count;
        }
        return tensor(tags, [windows, length]);
    }

    private static double[]? Weights(TextSet set, IReadOnlyList<TextExample> train, Recipe recipe) => !recipe.BalanceClasses ? null
        : [.. set.Classes.Select(c => (double)train.Count / set.Classes.Count / Math.Max(1, train.Count(e => e.Labels[0] == c)))];

    /// <summary>Cross-entropy of the tokens that carry a tag: logits (N, tokens, C), target (N, tokens).</summary>
    private sealed record TokenCrossEntropy : ILoss
    {
        private static readonly CrossEntropy PerToken = new();

        public LossValue Of(LossInputs batch)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor target = batch.Target.reshape(-1), logits = batch.Outputs[0].reshape(target.shape[0], -1);
            LossValue value = PerToken.Of(new LossInputs([logits], new Dictionary<string, Tensor> { [LossInputs.MainTarget] = target }, batch.Parameters));
            return value with { Mean = value.Mean.MoveToOuterDisposeScope() };
        }
    }
}
