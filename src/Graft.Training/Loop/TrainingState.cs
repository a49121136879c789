using Graft.Graphs;

namespace Graft.Training.Loop;

/// <summary>Where a run stands between two epochs: all that is needed to go on as if it had never stopped.</summary>
internal sealed record TrainingState
{
    /// <summary>Index of the phase that runs or comes next.</summary>
    public int Phase { get; init; }

    /// <summary>Epochs done in that phase.</summary>
    public int EpochInPhase { get; init; }

    /// <summary>What each epoch did so far.</summary>
    public IReadOnlyList<EpochReport> History { get; init; } = [];

    /// <summary>Best validation so far; null before the first.</summary>
    public ValidationScore? BestScore { get; init; }

    /// <summary>Epochs since the best one.</summary>
    public int EpochsSinceBest { get; init; }

    /// <summary>Factor of the rate by the plateau rule.</summary>
    public Schedules.PlateauState Plateau { get; init; } = new(1);

    /// <summary>Updates made to each parameter.</summary>
    public IReadOnlyDictionary<string, long> Steps { get; init; } = new Dictionary<string, long>();

    /// <summary>Snapshots in the average of the weights.</summary>
    public long Averaged { get; init; }

    /// <summary>All that has learned, by name; additions of low rank and statistics of batch norms among them.</summary>
    public IReadOnlyDictionary<string, TensorData> Weights { get; init; } = new Dictionary<string, TensorData>();

    /// <summary>Moments of the optimiser: parameter/moment.</summary>
    public IReadOnlyDictionary<string, TensorData> Moments { get; init; } = new Dictionary<string, TensorData>();

    /// <summary>The running average of the weights.</summary>
    public IReadOnlyDictionary<string, TensorData> Average { get; init; } = new Dictionary<string, TensorData>();

    /// <summary>The weights of the best epoch.</summary>
    public IReadOnlyDictionary<string, TensorData> Best { get; init; } = new Dictionary<string, TensorData>();
}
