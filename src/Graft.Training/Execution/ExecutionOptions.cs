using System.Collections.Immutable;

namespace Graft.Training.Execution;

/// <summary>What numbers the products of a training step are computed with.</summary>
public enum Precision
{
    /// <summary>IEEE 754 binary32 throughout.</summary>
    Float32,
    /// <summary>Convolutions and matrix products in bfloat16 (8 bits of mantissa), weights, sums and norms in float32: about twice as fast on processors that have it.</summary>
    BFloat16,
}

/// <summary>What a run of a graph is for.</summary>
public enum ExecutionMode
{
    /// <summary>Dropout is off; all batch norms use their running statistics.</summary>
    Inference,
    /// <summary>Dropout is on; live batch norms use the batch's statistics and update the running ones.</summary>
    Training,
}

/// <summary>How libtorch runs a graph.</summary>
public sealed record ExecutionOptions
{
    /// <summary>Initializers that get gradients, float32 (or float64).</summary><value>none</value>
    public IReadOnlySet<string> Trainable { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>
    /// Running means and variances of the batch norms that use the batch's statistics and update these in training. All other batch norms stay in inference
    /// mode, and their statistics keep their bytes.
    /// </summary><value>none</value>
    public IReadOnlySet<string> LiveStatistics { get; init; } = ImmutableHashSet<string>.Empty;

    /// <summary>Numbers that products are computed with.</summary><value>Float32</value>
    public Precision Precision { get; init; } = Precision.Float32;
}
