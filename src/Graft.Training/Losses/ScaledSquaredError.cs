using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>((x - t) / spread)^2 of numbers (N, targets), so that numbers of different units count alike; the mean is over all elements.</summary>
public sealed record ScaledSquaredError : PairLoss
{
    /// <summary>The standard deviation of each target, above 0.</summary>
    public required IReadOnlyList<double> Spreads { get; init; }

    /// <inheritdoc/>
    public override Tensor Of(Tensor prediction, Tensor target)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor factors = tensor([.. Spreads.Select(s => (float)(1 / s))]);
        return nn.functional.mse_loss(prediction * factors, target * factors, Reduction.ToTorch()).MoveToOuterDisposeScope();
    }
}
