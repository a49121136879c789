using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Graft.Training.Execution;
using Graft.Training.Optimizers;
using Graft.Training.Schedules;

namespace Graft.Training.Loop;

/// <summary>How parameters learn, whatever the policy says which of them do.</summary>
public sealed record TrainingOptions
{
    /// <summary>Passes over the training examples.</summary><value>10</value>
    [Range(1, 100_000)] public int Epochs { get; init; } = 10;

    /// <summary>Examples per update of the parameters.</summary><value>32</value>
    [Range(1, 65_536)] public int BatchSize { get; init; } = 32;

    /// <summary>Batches whose gradients are gathered before an update.</summary><value>1</value>
    [Range(1, 4096)] public int Accumulate { get; init; } = 1;

    /// <summary>Highest learning rate of the head.</summary><value>0.001</value>
    [Range(1e-9, 100)] public double Rate { get; init; } = 1e-3;

    /// <summary>Name of the optimiser: see <see cref="OptimizerNames"/>.</summary><value>adamw</value>
    public string Optimizer { get; init; } = "adamw";

    /// <summary>Name of the schedule: see <see cref="ScheduleNames"/>.</summary><value>cosine</value>
    public string Schedule { get; init; } = "cosine";

    /// <summary>Share of all updates in which the rate rises, for schedules with a linear start.</summary><value>0.1</value>
    [Range(0.0, 0.9)] public double Warmup { get; init; } = 0.1;

    /// <summary>Weight decay of all but biases, norms and position embeddings.</summary><value>0.01</value>
    [Range(0.0, 10)] public double WeightDecay { get; init; } = 0.01;

    /// <summary>Greatest norm of all gradients together; 0 does not clip.</summary><value>1</value>
    [Range(0.0, 1e6)] public double ClipNorm { get; init; } = 1;

    /// <summary>Share of the weights' exponential average that is kept at each update; 0 keeps no average. The average is what is scored and exported.</summary><value>0</value>
    [Range(0.0, 0.999999)] public double AverageDecay { get; init; }

    /// <summary>Share of the epochs, at the end, over which weights are averaged evenly (stochastic weight averaging); 0 for none.</summary><value>0</value>
    [Range(0.0, 0.9)] public double AverageLast { get; init; }

    /// <summary>Epochs without a better validation score after which training stops; 0 never stops early.</summary><value>0</value>
    [Range(0, 10_000)] public int Patience { get; init; }

    /// <summary>Precision of the computation; weights are kept in float32.</summary><value>Float32</value>
    public Precision Precision { get; init; }

    /// <summary>Decides orders, dropout and augmentation; the recipe's own seed takes its place.</summary><value>0</value>
    [JsonIgnore] public long Seed { get; init; }
}
