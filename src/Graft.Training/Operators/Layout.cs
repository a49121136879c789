using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>The order in which the elements of images lie in memory.</summary>
internal static class Layout
{
    /// <summary>Whether the channels of a pixel lie beside each other, in a tensor (N, C, H, W) or a kernel (M, C, h, w).</summary>
    public static bool IsChannelsLast(Tensor x)
    {
        if (x.dim() != 4) return false;
        long[] shape = x.shape, strides = x.stride();
        return strides[1] == 1 && strides[3] == shape[1] && strides[2] == shape[1] * shape[3];
    }

    /// <summary>The same (N, C, H, W) tensor with the channels of a pixel beside each other; itself where it is so already.</summary>
    public static Tensor ChannelsLast(Tensor x)
    {
        if (x.dim() != 4) return x;
        return IsChannelsLast(x) ? x : x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
    }
}
