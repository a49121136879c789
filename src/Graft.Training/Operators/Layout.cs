using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>The order in which the elements of images lie in memory.</summary>
internal static class Layout
{
    /// <summary>
    /// Whether a channels-last convolution with this kernel (M, C / group, h, w) gives right sums. oneDNN 3.7's brgconv in AVX-512, which channels-last leads to,
    /// does not where the input channels leave a remainder by 16 (24 to 64 channels, 3 x 3, 14 x 14 pixels, and others), and its variant for kernels of one pixel
    /// also elsewhere, some of whose calls even crash. Three channels take another kernel, and so do depthwise ones.
    /// </summary>
    public static bool RunsChannelsLast(Tensor kernel, long groups) => groups > 1 || kernel.shape[1] is 1 or 3 || kernel.shape[1] % 16 == 0;

    /// <summary>The same (N, C, H, W) tensor with the channels of a pixel beside each other; itself where it is so already.</summary>
    public static Tensor ChannelsLast(Tensor x)
    {
        if (x.dim() != 4) return x;
        long[] shape = x.shape, strides = x.stride();
        bool already = strides[1] == 1 && strides[3] == shape[1] && strides[2] == shape[1] * shape[3];
        return already || shape[1] == 1 ? x : x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    }
}
