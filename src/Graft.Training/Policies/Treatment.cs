namespace Graft.Training.Policies;

/// <summary>What a policy does with one parameter: frozen, learning with a factor of the learning rate, or learning through a low-rank addition.</summary>
/// <param name="RateFactor">What the learning rate is multiplied by; 0 is frozen.</param>
/// <param name="Rank">Rank of the addition that learns in the parameter's place; 0 where the parameter itself learns.</param>
/// <param name="Alpha">The addition is scaled by alpha / rank.</param>
public readonly record struct Treatment(double RateFactor, int Rank = 0, double Alpha = 0)
{
    /// <summary>Stays as it is, byte for byte.</summary>
    public static Treatment Frozen => default;

    /// <summary>Learns at the full rate.</summary>
    public static Treatment Learns => new(1);

    /// <summary>Whether it stays as it is.</summary>
    public bool IsFrozen => RateFactor == 0;

    /// <summary>Whether an addition learns in its place.</summary>
    public bool IsLowRank => Rank > 0 && !IsFrozen;
}
