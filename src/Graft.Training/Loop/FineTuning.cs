using System.Diagnostics;
using Graft.Graphs;
using Graft.Training.Averaging;
using Graft.Training.Execution;
using Graft.Training.Optimizers;
using Graft.Training.Policies;
using Graft.Training.Schedules;

namespace Graft.Training.Loop;

/// <summary>What training made of a graph.</summary>
/// <param name="Model">The graph with the trained weights: the best epoch's where validation chose one, else the last.</param>
/// <param name="Policy">Name of the last phase's policy.</param>
/// <param name="History">All epochs.</param>
/// <param name="BestEpoch">Number of the epoch whose weights were kept; null for the last.</param>
/// <param name="Interrupted">Whether it was stopped before its end.</param>
public sealed record FineTuned(Graph Model, string Policy, IReadOnlyList<EpochReport> History, int? BestEpoch, bool Interrupted)
{
    /// <summary>Validation of the epoch whose weights were kept; null where there was none.</summary>
    public ValidationScore? Best => BestEpoch is int best ? History[best - 1].Validation : null;
}

/// <summary>
/// Trains the phases of a run one after the other, each on its own tail: with every phase the frontier is found anew, and what lies before it is computed once.
/// Between epochs the state is saved; the same run, started again, goes on from there and ends with the same weights.
/// </summary>
internal sealed class FineTuning : IDisposable
{
    private static readonly PlateauOptions Patient = new() { Patience = 2 };

    private readonly Graph _model;
    private readonly IReadOnlyList<Phase> _phases;
    private readonly TrainingOptions _options;
    private readonly Objective _objective;
    private readonly Func<Graph, Frontier, PhaseData> _data;
    private readonly Optimizer _optimizer;
    private readonly WeightAverage _average = new();
    private TrainingState _state = new();

    /// <summary>Prepares a run.</summary>
    /// <param name="model">Backbone with head; its initializers are where the weights start.</param>
    /// <param name="plan">What learns, and for how long.</param>
    /// <param name="options">How it learns.</param>
    /// <param name="objective">What is made small.</param>
    /// <param name="data">The examples, for a graph and where it is cut.</param>
    public FineTuning(Graph model, Plan plan, TrainingOptions options, Objective objective, Func<Graph, Frontier, PhaseData> data)
    {
        (_model, _phases, _options, _objective, _data) = (model, plan.Phases, Options.Validate(options), objective, data);
        _optimizer = new Optimizer(OptimizerNames.Get(options.Optimizer));
    }

    private bool IsOver => _options.Patience > 0 && _state.EpochsSinceBest >= _options.Patience;

    /// <summary>Trains to the end, or until it is cancelled: then what is best so far is kept, and the same run goes on from there.</summary>
    /// <param name="folder">Where the state is saved; null for nowhere.</param>
    /// <param name="report">Told after each epoch.</param>
    /// <param name="cancel">Stops; the epoch that is under way is lost.</param>
    /// <exception cref="OperationCanceledException">It was cancelled before the first epoch was done.</exception>
    public FineTuned Run(string? folder = null, IProgress<EpochReport>? report = null, CancellationToken cancel = default)
    {
        TrainingCheckpoint? checkpoint = folder is null ? null : new(folder);
        if (checkpoint?.Load() is { } saved) Restore(saved);
        try
        {
            while (_state.Phase < _phases.Count) RunPhase(checkpoint, report, cancel);
            FineTuned done = Finished(interrupted: false);
            return _phases[^1].Policy.Statistics == NormStatistics.Reestimated ? done with { Model = Reestimated(done.Model, cancel) } : done;
        }
        catch (OperationCanceledException) when (_state.History.Count > 0)
        {
            return Finished(interrupted: true);
        }
    }

    /// <summary>Frees the optimiser's memory.</summary>
    public void Dispose()
    {
        _optimizer.Dispose();
        _average.Dispose();
    }

    private void RunPhase(TrainingCheckpoint? checkpoint, IProgress<EpochReport>? report, CancellationToken cancel)
    {
        Phase phase = _phases[_state.Phase];
        Graph whole = With(_state.Weights);
        Frontier frontier = Frontier.Of(whole, phase.Policy);
        PhaseData examples = _data(whole, frontier);
        Graph tail = LowRankEdit.Attach(whole.Cut(frontier.Tensors).Tail, phase.Policy, _options.Seed);
        tail = tail.With(_state.Weights.Where(w => tail.Initializers.ContainsKey(w.Key)));
        using PhaseRun run = new(tail, phase with { Policy = LowRankEdit.Attached(phase.Policy) }, examples, _objective, _options, _optimizer, _average);
        while (_state.EpochInPhase < phase.Epochs && !IsOver)
        {
            RunEpoch(phase, run, cancel);
            checkpoint?.Save(_state);
            report?.Report(_state.History[^1]);
        }
        _state = _state with { Phase = IsOver ? _phases.Count : _state.Phase + 1, EpochInPhase = 0, Weights = Baked(_state.Weights), Best = Baked(_state.Best) };
    }

    private void RunEpoch(Phase phase, PhaseRun run, CancellationToken cancel)
    {
        long start = Stopwatch.GetTimestamp();
        int epoch = _state.History.Count;
        double rate = run.RateOf((long)(_state.EpochInPhase + 1) * run.UpdatesPerEpoch - 1) * _state.Plateau.Rate;
        double loss = run.Train(_state.EpochInPhase, epoch, _state.Plateau.Rate, cancel);
        if (IsAveragedAfter(epoch)) _average.Add(run.Weights);
        Dictionary<string, TensorData> weights = run.Weights.ToData();
        (ValidationScore? score, Dictionary<string, TensorData> kept) = Judge(run, weights);
        bool best = score is { } s && s.IsBetterThan(_state.BestScore);
        _state = _state with
        {
            EpochInPhase = _state.EpochInPhase + 1,
            History = [.. _state.History, new(phase.Policy.Name, epoch + 1, rate, loss, score) { Seconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3) }],
            BestScore = best ? score : _state.BestScore,
            EpochsSinceBest = best ? 0 : _state.EpochsSinceBest + 1,
            Plateau = _options.Schedule == "plateau" && score is { } judged ? ReduceOnPlateau.Next(Patient, _state.Plateau, judged.Loss) : _state.Plateau,
            Best = best || score is null ? Over(_state.Weights, kept) : _state.Best,
            Weights = Over(_state.Weights, weights),
            Moments = MomentsOf(_optimizer),
            Steps = _optimizer.State.ToDictionary(o => o.Key, o => o.Value.Step),
            Average = _average.Values.ToData(),
            Averaged = _average.Count,
        };
    }

    // Where there is an average, it is what is scored and kept; the weights themselves go on learning.
    private (ValidationScore?, Dictionary<string, TensorData>) Judge(PhaseRun run, Dictionary<string, TensorData> weights)
    {
        if (_average.Count == 0) return (run.Validate(), weights);
        Dictionary<string, TensorData> averaged = _average.Values.ToData();
        run.Assign(averaged);
        ValidationScore? score = run.Validate();
        run.Assign(weights);
        return (score, Over(weights, averaged));
    }

    private bool IsAveragedAfter(int epoch) => _options.AverageLast > 0 && epoch >= _phases.Sum(p => p.Epochs) * (1 - _options.AverageLast);

    private FineTuned Finished(bool interrupted)
    {
        int best = _state.BestScore is null ? 0 : _state.History.Count - _state.EpochsSinceBest;
        return new(With(Baked(_state.Best)), _phases[^1].Policy.Name, _state.History, best > 0 ? best : null, interrupted);
    }

    private Graph Reestimated(Graph model, CancellationToken cancel)
    {
        Policy policy = _phases[^1].Policy;
        Frontier frontier = Frontier.Of(model, policy);
        Graph tail = model.Cut(frontier.Tensors).Tail, estimated = NormEstimation.Run(tail, policy, _data(model, frontier).Train, cancel);
        return model.With(estimated.Initializers.Where(i => !ReferenceEquals(i.Value, tail.Initializers[i.Key])));
    }

    private Graph With(IReadOnlyDictionary<string, TensorData> weights) => _model.With(weights.Where(w => _model.Initializers.ContainsKey(w.Key)));

    /// <summary>Additions of low rank become part of the weights.</summary>
    private Dictionary<string, TensorData> Baked(IReadOnlyDictionary<string, TensorData> weights)
    {
        Graph graph = With(weights);
        foreach (Phase phase in _phases) graph = LowRankEdit.Merge(graph, phase.Policy, weights);
        IEnumerable<string> added = _phases.SelectMany(p => p.Policy.Treatments).Where(t => t.Value.IsLowRank && weights.ContainsKey(t.Key + LowRankEdit.SuffixA)).Select(t => t.Key);
        return weights.Keys.Where(_model.Initializers.ContainsKey).Union(added).ToDictionary(n => n, n => graph.Initializers[n], StringComparer.Ordinal);
    }

    private void Restore(TrainingState saved)
    {
        _state = saved;
        foreach ((string parameter, long steps) in saved.Steps) _optimizer.Restore(parameter, steps);
        foreach ((string name, TensorData moment) in saved.Moments)
            _optimizer.Restore(name[..name.LastIndexOf('/')], name[(name.LastIndexOf('/') + 1)..], TensorMemory.Copy(moment));
        foreach ((string name, TensorData value) in saved.Average) _average.Restore(name, TensorMemory.Copy(value));
        _average.Count = saved.Averaged;
    }

    private static Dictionary<string, TensorData> MomentsOf(Optimizer optimizer) =>
        optimizer.State.SelectMany(s => s.Value.Moments.Select(m => KeyValuePair.Create($"{s.Key}/{m.Key}", m.Value))).ToData();

    private static Dictionary<string, TensorData> Over(IReadOnlyDictionary<string, TensorData> below, Dictionary<string, TensorData> above)
    {
        Dictionary<string, TensorData> all = new(below, StringComparer.Ordinal);
        foreach ((string name, TensorData data) in above) all[name] = data;
        return all;
    }
}
