using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>How the losses of single values become one.</summary>
public enum Reduction
{
    /// <summary>Their mean.</summary>
    Mean,
    /// <summary>Their sum.</summary>
    Sum,
    /// <summary>They stay as they are.</summary>
    None,
}

internal static class Reductions
{
    public static Tensor Apply(this Reduction reduction, Tensor values) => reduction switch
    {
        Reduction.Mean => values.mean(),
        Reduction.Sum => values.sum(),
        _ => values,
    };

    public static nn.Reduction ToTorch(this Reduction reduction) => reduction switch
    {
        Reduction.Mean => nn.Reduction.Mean,
        Reduction.Sum => nn.Reduction.Sum,
        _ => nn.Reduction.None,
    };

    /// <summary>Weights as a tensor beside <paramref name="like"/>, or null.</summary>
    public static Tensor? Beside(this IReadOnlyList<double>? weights, Tensor like) =>
        weights is null ? null : tensor(weights.ToArray(), dtype: like.dtype, device: like.device);
}
