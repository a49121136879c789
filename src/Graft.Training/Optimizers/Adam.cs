using System.ComponentModel.DataAnnotations;
using static TorchSharp.torch;

namespace Graft.Training.Optimizers;

/// <summary>
/// Adam (Kingma and Ba 2015, arXiv:1412.6980), and AdamW where weight decay is decoupled from the gradient (Loshchilov and Hutter 2019, arXiv:1711.05101).
/// </summary>
public sealed record Adam : OptimizerRule
{
    /// <summary>Share of the mean gradient that is kept.</summary><value>0.9</value>
    [Range(0.0, 0.9999)] public double Beta1 { get; init; } = 0.9;

    /// <summary>Share of the mean squared gradient that is kept.</summary><value>0.999</value>
    [Range(0.0, 0.999999)] public double Beta2 { get; init; } = 0.999;

    /// <summary>Added to the root of the mean square.</summary><value>1e-8</value>
    [Range(1e-16, 1.0)] public double Epsilon { get; init; } = 1e-8;

    /// <summary>Weight decay shrinks the parameter itself (AdamW); otherwise it is added to the gradient.</summary><value>true</value>
    public bool Decoupled { get; init; } = true;

    /// <summary>Divides by the greatest mean square so far (Reddi et al. 2018).</summary><value>false</value>
    public bool Amsgrad { get; init; }

    internal override void Update(Trainable parameter, Tensor gradient, Slot slot, double rate, double? momentum)
    {
        if (Decoupled) parameter.Value.mul_(Scalars.Of(1 - rate * parameter.WeightDecay));
        else if (parameter.WeightDecay != 0) gradient = gradient.Plus(parameter.Value, parameter.WeightDecay);
        (Tensor mean, Tensor root) = Moments(gradient, slot, momentum ?? Beta1, Beta2, Epsilon, Amsgrad);
        parameter.Value.addcdiv_(mean, root, Scalars.Of(-rate / (1 - Math.Pow(momentum ?? Beta1, slot.Step))));
    }

    /// <summary>The mean gradient, not yet corrected for its start, and the corrected root of the mean square plus epsilon.</summary>
    internal static (Tensor Mean, Tensor Root) Moments(Tensor gradient, Slot slot, double beta1, double beta2, double epsilon, bool greatest)
    {
        Tensor mean = slot.Moment("exp_avg", gradient), square = slot.Moment("exp_avg_sq", gradient);
        mean.mul_(Scalars.Of(beta1)).add_(gradient, Scalars.Of(1 - beta1));
        square.mul_(Scalars.Of(beta2)).addcmul_(gradient, gradient, Scalars.Of(1 - beta2));
        if (greatest) square = Greatest(slot, square);
        return (mean, square.sqrt().div_(Scalars.Of(Math.Sqrt(1 - Math.Pow(beta2, slot.Step)))).add_(Scalars.Of(epsilon), Scalars.One));
    }

    private static Tensor Greatest(Slot slot, Tensor square)
    {
        Tensor most = slot.Moment("max_exp_avg_sq", square);
        most.copy_(maximum(most, square));
        return most;
    }
}
