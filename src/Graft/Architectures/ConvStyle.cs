using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>What a port keeps of the framework that trained it: padding, epsilon, and the activation of its convolutions.</summary>
/// <param name="Activation">Follows each normalised convolution; the second argument is its path.</param>
/// <param name="Epsilon">Of batch normalisation: 1e-5 for PyTorch, 1e-3 for TensorFlow.</param>
/// <param name="TensorFlow">Whether convolutions pad as TensorFlow's SAME instead of evenly.</param>
internal sealed record ConvStyle(Func<Wire, string, Wire> Activation, float Epsilon = 1e-5f, bool TensorFlow = false)
{
    public static ConvStyle Relu { get; } = new((x, path) => x.Relu(path));
    public static ConvStyle Relu6 { get; } = new((x, path) => x.Relu6(path));
    public static ConvStyle Silu { get; } = new((x, path) => x.Silu(path));
    public static ConvStyle HardSwish { get; } = new((x, path) => x.HardSwish(path));

    /// <summary>The same as TensorFlow trains it.</summary>
    public ConvStyle AsTensorFlow => this with { Epsilon = 1e-3f, TensorFlow = true };

    /// <summary>A window that keeps the image's size at stride 1.</summary>
    public Window Window(int size, int stride = 1) => new(size) { Stride = stride, Padding = TensorFlow ? Padding.TensorFlowSame : (size - 1) / 2 };

    /// <summary>Convolution without bias and its normalisation, not activated.</summary>
    public Wire Normalised(Wire x, string conv, string norm, long outputs, int size, int stride = 1, long groups = 1) =>
        x.Conv(conv, outputs, Window(size, stride), groups, bias: false).BatchNorm(norm, Epsilon);

    /// <summary>torchvision's Conv2dNormActivation: path.0 convolution, path.1 normalisation, path.2 activation.</summary>
    public Wire Block(Wire x, string path, long outputs, int size, int stride = 1, long groups = 1) =>
        Activation(Normalised(x, $"{path}.0", $"{path}.1", outputs, size, stride, groups), $"{path}.2");
}

/// <summary>Rounding of channel counts.</summary>
internal static class Rounded
{
    /// <summary>The nearest multiple of <paramref name="divisor"/>, at least one of them and never below nine tenths of the value (Howard et al. 2017).</summary>
    public static int To(double value, int divisor)
    {
        int rounded = Math.Max(divisor, (int)(value + divisor / 2.0) / divisor * divisor);
        return rounded < 0.9 * value ? rounded + divisor : rounded;
    }
}
