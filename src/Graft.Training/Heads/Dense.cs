using System.ComponentModel.DataAnnotations;
using Graft.Graphs;

namespace Graft.Training.Heads;

/// <summary>Activations of a <see cref="Dense"/> layer.</summary>
public enum Activation
{
    /// <summary>max(x, 0).</summary>
    Relu,
    /// <summary>x * Phi(x), by erf.</summary>
    Gelu,
    /// <summary>Hyperbolic tangent.</summary>
    Tanh,
}

/// <summary>
/// A hidden layer, linear and activation; several of them before <see cref="Linear"/> are an MLP. Parameters: head.N.weight (width, inputs) and head.N.bias (width),
/// both uniform in +-1 / sqrt(inputs), as PyTorch draws them.
/// </summary>
/// <param name="Width">Outputs.</param>
/// <param name="Activation">What follows the linear layer.</param>
public sealed record Dense([property: Range(1, 1 << 20)] int Width, Activation Activation = Activation.Gelu) : HeadLayer
{
    internal override Wire Build(HeadBuild build, Wire x, string at)
    {
        Func<SeededRandom, double> draw = Initial.ByFanIn(x.Size(-1));
        Wire hidden = x.Linear(at, build.Parameter($"{at}.weight", draw, Width, x.Size(-1)), build.Parameter($"{at}.bias", draw, Width));
        if (Activation == Activation.Gelu) build.Require(20, "GELU");
        return Activation switch
        {
            Activation.Gelu => hidden.Gelu($"{at}.gelu"),
            Activation.Tanh => hidden.Tanh($"{at}.tanh"),
            _ => hidden.Relu($"{at}.relu"),
        };
    }
}
