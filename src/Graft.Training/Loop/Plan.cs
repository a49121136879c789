using Graft.Graphs;
using Graft.Training.Policies;
using Graft.Training.Schedules;

namespace Graft.Training.Loop;

/// <summary>A stretch of a run under one policy.</summary>
/// <param name="Policy">What learns; its factors multiply the rate.</param>
/// <param name="Epochs">Passes over the training examples.</param>
/// <param name="LearningRate">The head's highest rate.</param>
/// <param name="Schedule">How the rate moves, given the length of the phase.</param>
public sealed record Phase(Policy Policy, int Epochs, double LearningRate, Func<RunLength, Schedule> Schedule);

/// <summary>The phases of a run, one after the other.</summary>
/// <param name="Phases">At least one.</param>
public sealed record Plan(IReadOnlyList<Phase> Phases)
{
    /// <summary>Epochs of all phases.</summary>
    public int Epochs => Phases.Sum(p => p.Epochs);

    /// <summary>Number of the phase that an epoch (from 0) belongs to, and the epoch's number within it.</summary>
    public (int Phase, int Epoch) At(int epoch)
    {
        for (int i = 0; i < Phases.Count; i++)
        {
            if (epoch >= 0 && epoch < Phases[i].Epochs) return (i, epoch);
            epoch -= Phases[i].Epochs;
        }
        throw new ArgumentOutOfRangeException(nameof(epoch), $"The plan has {Epochs} epochs.");
    }

    /// <summary>The phases that a recipe asks for.</summary>
    /// <param name="policy">What learns.</param>
    /// <param name="graph">Backbone with head.</param>
    /// <param name="options">How long, and at what rate.</param>
    /// <exception cref="GraftException">The policy does not fit the graph, or there is no such schedule.</exception>
    public static Plan Of(PolicyOptions policy, Graph graph, TrainingOptions options) => policy.Policy switch
    {
        "gradual" => Gradual(graph, options.Epochs, options.Rate),
        "fine-tune" => FineTune(graph, options.Epochs, options.Rate),
        _ => Of(policy.For(graph)[0], options.Epochs, options.Rate, options.Schedule),
    };

    /// <summary>One policy all the way.</summary>
    public static Plan Of(Policy policy, int epochs, double learningRate, string schedule) =>
        new([new(policy, epochs, learningRate, run => ScheduleNames.Create(schedule, run))]);

    /// <summary>
    /// fastai's fine_tune (Howard and Gugger 2020, arXiv:2002.04688): the head alone for some epochs; then everything at half the rate, which falls to a hundredth of that
    /// from the head down to the first stage.
    /// </summary>
    /// <param name="graph">Backbone with head.</param>
    /// <param name="epochs">Epochs in which everything learns.</param>
    /// <param name="learningRate">The head's rate in the first part.</param>
    /// <param name="frozenEpochs">Epochs of the head alone.</param>
    /// <param name="everything">What learns in the second part; null for all parameters.</param>
    public static Plan FineTune(Graph graph, int epochs, double learningRate = 2e-3, int frozenEpochs = 1, Policy? everything = null)
    {
        PolicyBuilder builder = new(graph);
        Policy rated = builder.WithGroupRates(everything ?? builder.Full(), GroupRates.Even(builder.Groups, 100));
        return new([
            new(builder.Head(), frozenEpochs, learningRate, run => new FastaiOneCycle(run.TotalSteps) { Rise = 0.99 }),
            new(rated, epochs, learningRate / 2, run => new FastaiOneCycle(run.TotalSteps) { Rise = 0.3, Divisor = 5 }),
        ]);
    }

    /// <summary>
    /// Gradual unfreezing (ULMFiT: Howard and Ruder 2018, arXiv:1801.06146): the head first, then stage by stage from the top, an epoch each, until everything learns for the
    /// epochs that are left. Each stage learns 2.6 times slower than the one above. With fewer epochs than stages several are unfrozen at once.
    /// </summary>
    /// <param name="graph">Backbone with head.</param>
    /// <param name="epochs">Epochs of the whole run.</param>
    /// <param name="learningRate">The head's rate.</param>
    public static Plan Gradual(Graph graph, int epochs, double learningRate)
    {
        PolicyBuilder builder = new(graph);
        IReadOnlyList<double> rates = GroupRates.Discriminative(builder.Groups);
        IReadOnlyList<Policy> steps = Spread(builder.Gradual(), epochs);
        return new([.. steps.Select((policy, i) => new Phase(builder.WithGroupRates(policy, rates), i < steps.Count - 1 ? 1 : epochs - steps.Count + 1, learningRate, run => new SlantedTriangular(run.TotalSteps)))]);
    }

    /// <summary>At most <paramref name="count"/> of the policies, evenly spread, the last among them; the first, too, if there is room for two.</summary>
    private static IReadOnlyList<Policy> Spread(IReadOnlyList<Policy> policies, int count)
    {
        if (count < 1) throw new GraftException($"Expected at least 1 epoch, got {count}.");
        if (count >= policies.Count) return policies;
        return count == 1 ? [policies[^1]] : [.. Enumerable.Range(0, count).Select(i => policies[(int)Math.Round(i * (policies.Count - 1.0) / (count - 1))])];
    }
}
