using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Optimizers;

/// <summary>Keeps gradients small (Pascanu et al. 2013, arXiv:1211.5063).</summary>
public static class Clipping
{
    /// <summary>The norm over all elements of all tensors; <paramref name="order"/> may be infinite.</summary>
    public static double TotalNorm(IReadOnlyList<Tensor> tensors, double order = 2)
    {
        if (tensors.Count == 0) return 0;
        using DisposeScope scope = NewDisposeScope();
        return Norm(stack([.. tensors.Select(t => Norm(t, order))], 0), order).ToDouble();
    }

    /// <summary>Scales all tensors so that their common norm is at most <paramref name="limit"/>, as torch's clip_grad_norm_; returns the norm before.</summary>
    public static double ByNorm(IReadOnlyList<Tensor> tensors, double limit, double order = 2)
    {
        double total = TotalNorm(tensors, order), factor = Math.Min(1, limit / (total + 1e-6));
        foreach (Tensor tensor in tensors) tensor.mul_(Scalars.Of(factor));
        return total;
    }

    /// <summary>Clamps every element to -<paramref name="limit"/> .. <paramref name="limit"/>.</summary>
    public static void ByValue(IReadOnlyList<Tensor> tensors, double limit)
    {
        foreach (Tensor tensor in tensors) tensor.clamp_(Scalars.Of(-limit), Scalars.Of(limit));
    }

    private static Tensor Norm(Tensor t, double order) => double.IsPositiveInfinity(order) ? t.abs().max() : t.reshape(-1).norm(0, false, (float)order);
}
