using System.ComponentModel.DataAnnotations;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Optimizers;

/// <summary>
/// LAMB as timm's: Adam's direction, scaled per tensor to the tensor's own length, for large batches. Tensors without weight decay keep ratio 1.
/// Paper: You et al. 2020, arXiv:1904.00962.
/// </summary>
public sealed record Lamb : OptimizerRule
{
    /// <summary>Share of the mean gradient that is kept.</summary><value>0.9</value>
    [Range(0.0, 0.9999)] public double Beta1 { get; init; } = 0.9;

    /// <summary>Share of the mean squared gradient that is kept.</summary><value>0.999</value>
    [Range(0.0, 0.999999)] public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean square.</summary><value>1e-6</value>
    [Range(1e-16, 1.0)] public double Epsilon { get; init; } = 1e-6;

    /// <summary>All gradients together are made no longer than this.</summary><value>1</value>
    [Range(1e-6, 1e6)] public double MaxGradientNorm { get; init; } = 1;

    internal override void Prepare(IReadOnlyList<Tensor> gradients)
    {
        double divisor = Math.Max(1, Clipping.TotalNorm(gradients) / MaxGradientNorm);
        foreach (Tensor gradient in gradients) gradient.div_(Scalars.Of(divisor));
    }

    internal override void Update(Trainable parameter, Tensor gradient, Slot slot, double rate, double? momentum)
    {
        double beta1 = momentum ?? Beta1;
        (Tensor mean, Tensor root) = Adam.Moments(gradient, slot, beta1, Beta2, Epsilon, greatest: false);
        Tensor update = mean.div(root).div_(Scalars.Of(1 - Math.Pow(beta1, slot.Step))).add_(parameter.Value, Scalars.Of(parameter.WeightDecay));
        parameter.Value.add_(update, Scalars.Of(-rate * (parameter.WeightDecay == 0 ? 1 : Ratio(parameter.Value, update))));
    }

    private static double Ratio(Tensor parameter, Tensor update)
    {
        double length = parameter.norm().ToDouble(), step = update.norm().ToDouble();
        return length > 0 && step > 0 ? length / step : 1;
    }
}
