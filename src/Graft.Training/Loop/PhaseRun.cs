using Graft.Graphs;
using Graft.Training.Averaging;
using Graft.Training.Execution;
using Graft.Training.Losses;
using Graft.Training.Optimizers;
using Graft.Training.Policies;
using Graft.Training.Schedules;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Loop;

/// <summary>Runs the epochs of one phase: its tail in libtorch, its optimiser, its schedule.</summary>
internal sealed class PhaseRun : IDisposable
{
    private readonly GraphExecutor _executor;
    private readonly Optimizer _optimizer;
    private readonly WeightAverage _average;
    private readonly Objective _objective;
    private readonly TrainingOptions _options;
    private readonly PhaseData _data;
    private readonly Schedule _schedule;
    private readonly double _rate;
    private readonly ExponentialAverage? _decay;

    public PhaseRun(Graph tail, Phase phase, PhaseData data, Objective objective, TrainingOptions options, Optimizer optimizer, WeightAverage average)
    {
        (_objective, _options, _data, _optimizer, _average) = (objective, options, data, optimizer, average);
        _executor = new GraphExecutor(tail, Execution(tail, phase.Policy, options));
        _optimizer.Learn(Learning(tail, phase.Policy));
        _rate = phase.LearningRate;
        UpdatesPerEpoch = (data.Train.Plan(0).Count + options.Accumulate - 1) / options.Accumulate;
        long total = (long)UpdatesPerEpoch * phase.Epochs;
        _schedule = phase.Schedule(new(total, UpdatesPerEpoch, (long)(total * options.Warmup)));
        _decay = options.AverageDecay > 0 ? new() { Decay = options.AverageDecay, Warmup = true } : null;
    }

    public int UpdatesPerEpoch { get; }

    /// <summary>What has learned and what follows it.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Weights => _executor.Parameters.Concat(_executor.Statistics);

    /// <summary>The rate of an update of this phase, from 0.</summary>
    public double RateOf(long update) => _rate * _schedule.Factor(update);

    /// <summary>Overwrites what has learned; names that this phase does not have are passed over.</summary>
    public void Assign(IReadOnlyDictionary<string, TensorData> weights)
    {
        foreach ((string name, Tensor tensor) in Weights)
            if (weights.TryGetValue(name, out TensorData? values)) tensor.Assign(values);
    }

    /// <summary>One pass over the training examples.</summary>
    /// <param name="epochInPhase">From 0; places the schedule.</param>
    /// <param name="epoch">In the whole run, from 0; decides order, variation and dropout.</param>
    /// <param name="factor">Of the rate, by the plateau rule.</param>
    /// <param name="cancel">Stops between updates.</param>
    /// <returns>The mean loss.</returns>
    public double Train(int epochInPhase, int epoch, double factor, CancellationToken cancel)
    {
        MeanLoss mean = new();
        long update = (long)epochInPhase * UpdatesPerEpoch;
        using BatchQueue batches = new(_data.Train, epoch);
        foreach (Batch[] several in batches.All().Chunk(_options.Accumulate))
        {
            cancel.ThrowIfCancellationRequested();
            random.manual_seed((long)Seeds.For("dropout", _options.Seed, 0, update + ((long)epoch << 32)).NextBits());
            Update(several, update++, factor, mean);
        }
        return mean.Value;
    }

    /// <summary>One update for each batch, at a rate of its own, until the losses end; for the range test.</summary>
    /// <param name="rateOf">The rate of a batch, from 0.</param>
    /// <param name="batches">How many.</param>
    /// <param name="cancel">Stops between updates.</param>
    /// <returns>The loss of each batch before its update.</returns>
    public IEnumerable<double> Sweep(Func<int, double> rateOf, int batches, CancellationToken cancel)
    {
        int done = 0;
        for (int epoch = 0; ; epoch++)
        {
            using BatchQueue queue = new(_data.Train, epoch);
            foreach (Batch batch in queue.All())
            {
                cancel.ThrowIfCancellationRequested();
                MeanLoss mean = new();
                _optimizer.ZeroGradients();
                Backward(batch, false, mean);
                _optimizer.Step(rateOf(done));
                yield return mean.Value;
                if (++done == batches) yield break;
            }
        }
    }

    /// <summary>Scores the validation examples; null where there are none.</summary>
    public ValidationScore? Validate()
    {
        if (_data.Validation is not { } validation) return null;
        using var still = no_grad();
        MeanLoss mean = new();
        IScoring scoring = _objective.NewScoring();
        using BatchQueue batches = new(validation, 0);
        foreach (Batch batch in batches.All())
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] outputs = Run(batch, ExecutionMode.Inference);
            mean.Add(_objective.Loss.Of(Inputs(outputs, batch)));
            scoring.Add(outputs, batch);
            batch.Dispose();
        }
        return new(mean.Value, scoring.Score);
    }

    public void Dispose() => _executor.Dispose();

    private void Update(Batch[] several, long update, double factor, MeanLoss mean)
    {
        _optimizer.ZeroGradients();
        double weight = 0;
        foreach (Batch batch in several) weight += Backward(batch, several.Length > 1, mean);
        using DisposeScope scope = NewDisposeScope();
        Tensor[] gradients = [.. _executor.Parameters.Values.Select(p => p.grad).OfType<Tensor>()];
        using (no_grad())
        {
            if (several.Length > 1)
                foreach (Tensor gradient in gradients) gradient.div_(tensor((float)weight));
            if (_options.ClipNorm > 0) Clipping.ByNorm(gradients, _options.ClipNorm);
        }
        _optimizer.Step(RateOf(update) * factor, _schedule.Momentum(update));
        if (_decay is not null) _average.Add(Weights, _decay.DecayAt(_average.Count));
    }

    // Several batches count as one: their summed losses are differentiated, and the gradient is divided by all that was summed.
    private double Backward(Batch batch, bool sum, MeanLoss mean)
    {
        using DisposeScope scope = NewDisposeScope();
        LossValue loss = _objective.Loss.Of(Inputs(Run(batch, ExecutionMode.Training), batch));
        mean.Add(loss);
        if (sum) loss.Mean.backward([tensor((float)loss.Weight).reshape(loss.Mean.shape)]);
        else loss.Mean.backward();
        batch.Dispose();
        return loss.Weight;
    }

    private Tensor[] Run(Batch batch, ExecutionMode mode)
    {
        IReadOnlyList<string> wanted = mode == ExecutionMode.Training ? _objective.Outputs : _objective.Scored;
        IReadOnlyDictionary<string, Tensor> outputs = _executor.Run(batch.Inputs, mode, wanted.ToArray());
        return [.. wanted.Select(o => outputs[o])];
    }

    private LossInputs Inputs(Tensor[] outputs, Batch batch) => new([.. outputs.Select(o => o.dtype is ScalarType.Float32 or ScalarType.Int64 ? o : o.to(ScalarType.Float32))], batch.Targets, _executor.Parameters);

    private static ExecutionOptions Execution(Graph tail, Policy policy, TrainingOptions options)
    {
        IReadOnlySet<string> norms = policy.NormsInTraining(tail);
        return new()
        {
            Trainable = policy.Learning.Where(tail.Initializers.ContainsKey).ToHashSet(StringComparer.Ordinal),
            LiveStatistics = tail.Nodes.Where(n => norms.Contains(n.Outputs[0])).SelectMany(n => n.Inputs.Skip(3)).ToHashSet(StringComparer.Ordinal),
            Precision = options.Precision,
        };
    }

    private List<Trainable> Learning(Graph tail, Policy policy)
    {
        Dictionary<string, bool> decays = GraphParameters.Of(tail).ToDictionary(p => p.Name, p => p.Decays);
        return [.. _executor.Parameters.Select(p => new Trainable(p.Key, p.Value, policy[p.Key].RateFactor, decays.GetValueOrDefault(p.Key) ? _options.WeightDecay : 0))];
    }
}
