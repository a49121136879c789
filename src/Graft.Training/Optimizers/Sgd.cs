using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace Graft.Training.Optimizers;

/// <summary>Stochastic gradient descent, with momentum as torch's SGD. Weight decay is added to the gradient.</summary>
public sealed record Sgd : OptimizerRule
{
    /// <summary>Share of the last direction that is kept.</summary><value>0.9</value>
    [Range(0.0, 0.9999)] public double Momentum { get; init; } = 0.9;

    /// <summary>Share of the gradient that doesn't enter the direction.</summary><value>0</value>
    [Range(0.0, 1.0)] public double Dampening { get; init; }

    /// <summary>Looks one momentum step ahead (Nesterov; Sutskever et al. 2013).</summary><value>false</value>
    public bool Nesterov { get; init; }

    internal override void Update(Trainable parameter, Tensor gradient, Slot slot, double rate, double? momentum)
    {
        double kept = Momentum == 0 ? 0 : momentum ?? Momentum;
        if (parameter.WeightDecay != 0) gradient = gradient.Plus(parameter.Value, parameter.WeightDecay);
        parameter.Value.add_(kept == 0 ? gradient : Direction(gradient, slot, kept), Scalars.Of(-rate));
    }

    private Tensor Direction(Tensor gradient, Slot slot, double kept)
    {
        Tensor velocity = slot.Moment("momentum_buffer", gradient);
        if (slot.Step == 1) velocity.copy_(gradient);
        else velocity.mul_(Scalars.Of(kept)).add_(gradient, Scalars.Of(1 - Dampening));
        return Nesterov ? gradient.Plus(velocity, kept) : velocity;
    }
}
