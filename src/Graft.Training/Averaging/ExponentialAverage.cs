using System.ComponentModel.DataAnnotations;

namespace Graft.Training.Averaging;

/// <summary>
/// How fast an exponential moving average of the weights follows them: average = decay * average + (1 - decay) * weights after every update
/// (Polyak and Juditsky 1992; as timm's ModelEmaV3). Updates 0 and 1 copy.
/// </summary>
public sealed record ExponentialAverage
{
    /// <summary>Share of the average that is kept.</summary><value>0.9999</value>
    [Range(0.0, 0.9999999)] public double Decay { get; init; } = 0.9999;

    /// <summary>Whether the decay itself rises from 0, so that short runs profit too.</summary><value>false</value>
    public bool Warmup { get; init; }

    /// <summary>Updates that are only copied before averaging begins.</summary><value>0 updates</value>
    [Range(0, 10_000_000)] public int StartAfter { get; init; }

    /// <summary>Slows the warm-up.</summary><value>1</value>
    [Range(1e-6, 1e9)] public double WarmupGamma { get; init; } = 1;

    /// <summary>Exponent of the warm-up.</summary><value>2/3</value>
    [Range(1e-6, 10.0)] public double WarmupPower { get; init; } = 2.0 / 3;

    /// <summary>The decay is at least this once averaging has begun.</summary><value>0</value>
    [Range(0.0, 0.9999999)] public double MinimumDecay { get; init; }

    /// <summary>The decay at an update, from 0.</summary>
    public double DecayAt(long step)
    {
        long since = Math.Max(0, step - StartAfter - 1);
        if (since == 0) return 0;
        return Warmup ? Math.Max(Math.Min(1 - Math.Pow(1 + since / WarmupGamma, -WarmupPower), Decay), MinimumDecay) : Decay;
    }
}
