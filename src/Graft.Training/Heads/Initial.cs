namespace Graft.Training.Heads;

/// <summary>How first values are drawn.</summary>
internal static class Initial
{
    /// <summary>Nothing but zeros.</summary>
    public static Func<SeededRandom, double> Zero { get; } = _ => 0;

    /// <summary>Normal with mean 0.</summary>
    public static Func<SeededRandom, double> Normal(double deviation) => random => deviation * random.NextGaussian();

    /// <summary>Uniform in +-<paramref name="bound"/>.</summary>
    public static Func<SeededRandom, double> Uniform(double bound) => random => random.NextDouble(-bound, bound);

    /// <summary>Uniform in +-1 / sqrt(inputs): PyTorch's linear layers, convolutions and (with their hidden width) recurrent ones.</summary>
    public static Func<SeededRandom, double> ByFanIn(long inputs) => Uniform(1 / Math.Sqrt(inputs));
}
