using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace Graft.Training.Optimizers;

/// <summary>RMSprop (Hinton 2012) as torch's: the gradient over the root of its mean square, with momentum. Weight decay is added to the gradient.</summary>
public sealed record RmsProp : OptimizerRule
{
    /// <summary>Share of the mean squared gradient that is kept.</summary><value>0.99</value>
    [Range(0.0, 0.999999)] public double Alpha { get; init; } = 0.99;

    /// <summary>Share of the last direction that is kept.</summary><value>0</value>
    [Range(0.0, 0.9999)] public double Momentum { get; init; }

    /// <summary>Added to the root.</summary><value>1e-8</value>
    [Range(1e-16, 1.0)] public double Epsilon { get; init; } = 1e-8;

    internal override void Update(Trainable parameter, Tensor gradient, Slot slot, double rate, double? momentum)
    {
        if (parameter.WeightDecay != 0) gradient = gradient.Plus(parameter.Value, parameter.WeightDecay);
        Tensor square = slot.Moment("square_avg", gradient), direction = slot.Moment("momentum_buffer", gradient);
        square.mul_(Scalars.Of(Alpha)).addcmul_(gradient, gradient, Scalars.Of(1 - Alpha));
        direction.mul_(Scalars.Of(Momentum == 0 ? 0 : momentum ?? Momentum)).addcdiv_(gradient, square.sqrt().add_(Scalars.Of(Epsilon), Scalars.One), Scalars.One);
        parameter.Value.add_(direction, Scalars.Of(-rate));
    }
}
