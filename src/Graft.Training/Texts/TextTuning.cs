using Graft.Data.Texts;
using Graft.Features;
using Graft.Graphs;
using Graft.Text;
using Graft.Training.Loop;
using Graft.Training.Policies;

namespace Graft.Training.Texts;

/// <summary>Trains what the policy lets learn of a model of texts; where a trunk stays as it is, on its cached states.</summary>
internal sealed class TextTuning(Recipe recipe, TextSet set, TextPreprocessor preprocessor, string home, IProgress<WorkProgress>? progress, CancellationToken cancel)
{
    private const int TokensOfValidation = 4096;

    /// <summary>Trains.</summary>
    /// <param name="model">Encoder with head.</param>
    /// <param name="train">What is learned from.</param>
    /// <param name="validation">What the best epoch is chosen on; empty for none.</param>
    /// <param name="folder">Where the state is saved between epochs; null for nowhere.</param>
    /// <param name="report">Told after each epoch.</param>
    public FineTuned Run(Graph model, IReadOnlyList<TextExample> train, IReadOnlyList<TextExample> validation, string? folder, IProgress<EpochReport>? report)
    {
        TrainingOptions options = recipe.Training with { Seed = recipe.Seed };
        Graph whole = DropoutEdit.Insert(model, recipe.Dropout);
        Plan plan = Plan.Of(recipe.Policy, whole, options);
        Part learned = new(train, this), judged = new(validation, this);
        using FineTuning tuning = new(whole, plan, options, TextObjective.Of(set, train, recipe), (graph, frontier) => new(
            learned.Batches(graph, frontier, (lengths, epoch) => Batches.ByLength(new Shuffled(lengths.Length, options.Seed).Order(epoch), lengths, options.BatchSize, int.MaxValue, options.Seed, epoch)),
            validation.Count == 0 ? null : judged.Batches(graph, frontier, (lengths, _) => TokenBatches.Plan(lengths, TokensOfValidation))));
        FineTuned tuned = tuning.Run(folder, report, cancel);
        return tuned with { Model = DropoutEdit.Remove(tuned.Model) };
    }

    /// <summary>The texts of a part, encoded once.</summary>
    private sealed class Part(IReadOnlyList<TextExample> examples, TextTuning run)
    {
        private readonly EncodedExamples _encoded = new(examples, run.Set.Task, run.Preprocessor);

        public TextBatches Batches(Graph graph, Frontier frontier, Func<int[], int, IReadOnlyList<int[]>> plan)
        {
            string[] inputs = [.. graph.Inputs.Select(i => i.Name)], kept = [.. frontier.Tensors.Except(inputs)];
            TextStates? states = kept.Length == 0 ? null : TextStates.Compute(graph.Between(inputs, kept), _encoded.Windows, run.Preprocessor, run.Home, run.Progress, run.Cancel);
            return new(frontier.Tensors, states, _encoded, run.Preprocessor.Settings.PadId, TextObjective.Targets(run.Set, examples, _encoded), epoch => plan(_encoded.Lengths, epoch));
        }
    }

    private TextPreprocessor Preprocessor => preprocessor;

    private TextSet Set => set;

    private string Home => home;

    private IProgress<WorkProgress>? Progress => progress;

    private CancellationToken Cancel => cancel;
}
