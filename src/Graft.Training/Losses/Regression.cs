using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>(x - t)^2 of numbers (N, targets); the mean is over all elements.</summary>
public sealed record SquaredError : PairLoss
{
    /// <inheritdoc/>
    public override Tensor Of(Tensor prediction, Tensor target) => nn.functional.mse_loss(prediction, target, Reduction.ToTorch());
}

/// <summary>|x - t| of numbers (N, targets).</summary>
public sealed record AbsoluteError : PairLoss
{
    /// <inheritdoc/>
    public override Tensor Of(Tensor prediction, Tensor target) => nn.functional.l1_loss(prediction, target, Reduction.ToTorch());
}

/// <summary>Squared near zero, absolute beyond <see cref="Delta"/>, so that outliers weigh less (Huber 1964).</summary>
public sealed record Huber : PairLoss
{
    /// <summary>Where the square ends, in units of the target.</summary><value>1</value>
    [Range(1e-9, 1e9)] public double Delta { get; init; } = 1;

    /// <inheritdoc/>
    public override Tensor Of(Tensor prediction, Tensor target) => nn.functional.huber_loss(prediction, target, Delta, Reduction.ToTorch());
}

/// <summary>Huber's loss divided by its bend, as detection networks use it (Girshick 2015).</summary>
public sealed record SmoothAbsoluteError : PairLoss
{
    /// <summary>Where the square ends, in units of the target.</summary><value>1</value>
    [Range(1e-9, 1e9)] public double Beta { get; init; } = 1;

    /// <inheritdoc/>
    public override Tensor Of(Tensor prediction, Tensor target) => nn.functional.smooth_l1_loss(prediction, target, Reduction.ToTorch(), Beta);
}
