using Graft.Training.Execution;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>What a two-dimensional convolution is besides its tensors.</summary>
/// <param name="Strides">Steps.</param>
/// <param name="Pads">Padding at both ends of each axis.</param>
/// <param name="Dilations">Distances between the kernel's points.</param>
/// <param name="Groups">Groups of channels that see only each other.</param>
internal sealed record ImageConvolution(long[] Strides, long[] Pads, long[] Dilations, long Groups)
{
    /// <summary>The ways to compute it, the fastest first.</summary>
    public IEnumerable<Func<Tensor, Tensor, Tensor?, Tensor>> Routes => Autocast.IsOn ? [ChannelsLast, Usual, InFloat32(ChannelsLast), InFloat32(Usual), Unfolded] : [ChannelsLast, Usual, Unfolded];

    /// <summary>In the layout that libtorch uses by itself: channel by channel.</summary>
    public Tensor Usual(Tensor x, Tensor weight, Tensor? bias) => nn.functional.conv2d(x.contiguous(), weight.contiguous(), bias, Strides, Pads, Dilations, Groups);

    /// <summary>Settings as text, to tell convolutions apart.</summary>
    public override string ToString() => $"{string.Join('x', Strides)} {string.Join('x', Pads)} {string.Join('x', Dilations)} {Groups}";

    private Tensor ChannelsLast(Tensor x, Tensor weight, Tensor? bias) => nn.functional.conv2d(Layout.ChannelsLast(x), weight, bias, Strides, Pads, Dilations, Groups);

    private static Func<Tensor, Tensor, Tensor?, Tensor> InFloat32(Func<Tensor, Tensor, Tensor?, Tensor> route) => (x, weight, bias) =>
    {
        using Autocast.Pause pause = Autocast.Off();
        return route(x.to_type(ScalarType.Float32), weight.to_type(ScalarType.Float32), bias?.to_type(ScalarType.Float32));
    };

    // All windows as columns (N, groups, C / groups * kernel, windows), and one product per group.
    private Tensor Unfolded(Tensor x, Tensor weight, Tensor? bias)
    {
        long[] kernel = weight.shape[2..], size = [.. kernel.Select((k, i) => (x.shape[i + 2] + 2 * Pads[i] - Dilations[i] * (k - 1) - 1) / Strides[i] + 1)];
        Tensor columns = nn.functional.unfold(x, (kernel[0], kernel[1]), (Dilations[0], Dilations[1]), (Pads[0], Pads[1]), (Strides[0], Strides[1]));
        Tensor product = weight.reshape(1, Groups, weight.shape[0] / Groups, -1).matmul(columns.unflatten(1, Groups, -1));
        Tensor result = product.reshape(x.shape[0], weight.shape[0], size[0], size[1]);
        return bias is null ? result : result.add(bias.reshape(1, -1, 1, 1), Scalars.One);
    }
}
