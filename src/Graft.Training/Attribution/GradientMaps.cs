using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Attribution;

/// <summary>Explanations by gradients.</summary>
public static class GradientMaps
{
    /// <summary>Grad-CAM (Selvaraju et al. 2017): relu of the activations, each channel weighted by the mean of its gradient.</summary>
    /// <param name="gradients">Cut at activations (1, channels, height, width).</param>
    /// <param name="inputs">The graph's inputs.</param>
    /// <param name="target">Which logit.</param>
    /// <returns>(height, width); the caller disposes it.</returns>
    public static Tensor GradCam(GraphGradients gradients, IReadOnlyDictionary<string, Tensor> inputs, int target) => First(GradCam(gradients, inputs, [target]));

    /// <summary>The same for a batch: (N, height, width).</summary>
    internal static Tensor GradCam(GraphGradients gradients, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyList<int> targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor activations = gradients.Value(inputs);                                        // (N, C, H, W)
        Tensor weights = gradients.OfEach(activations, inputs, targets).mean([2, 3], keepdim: true);
        return Weighted(activations, weights).MoveToOuterDisposeScope();
    }

    /// <summary>Grad-CAM++ (Chattopadhyay et al. 2018): only rising gradients count, each place by its share in the channel.</summary>
    /// <param name="gradients">Cut at activations (1, channels, height, width).</param>
    /// <param name="inputs">The graph's inputs.</param>
    /// <param name="target">Which logit.</param>
    /// <returns>(height, width); the caller disposes it.</returns>
    public static Tensor GradCamPlusPlus(GraphGradients gradients, IReadOnlyDictionary<string, Tensor> inputs, int target) => First(GradCamPlusPlus(gradients, inputs, [target]));

    /// <summary>The same for a batch: (N, height, width).</summary>
    internal static Tensor GradCamPlusPlus(GraphGradients gradients, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyList<int> targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor activations = gradients.Value(inputs), d = gradients.OfEach(activations, inputs, targets);
        Tensor alpha = d.pow(2) / ((2 * d.pow(2)) + (activations.sum([2, 3], keepdim: true) * d.pow(3)) + 1e-6);
        Tensor weights = (where(d == 0, zeros_like(alpha), alpha) * d.relu()).sum([2, 3], keepdim: true);
        return Weighted(activations, weights).MoveToOuterDisposeScope();
    }

    /// <summary>Integrated gradients (Sundararajan et al. 2017): gradients along the straight way from a baseline, times the way.</summary>
    /// <param name="gradients">Cut at what is to be explained: the input itself, or embeddings.</param>
    /// <param name="value">Its value, batch 1.</param>
    /// <param name="baseline">Where the way begins, of the same shape.</param>
    /// <param name="inputs">The graph's inputs that the score reads besides.</param>
    /// <param name="target">Which logit.</param>
    /// <param name="steps">Where on the way gradients are taken.</param>
    /// <returns>The attribution of each element, and how far their sum is from the difference of the scores; the caller disposes it.</returns>
    public static (Tensor Attribution, double Delta) IntegratedGradients(GraphGradients gradients, Tensor value, Tensor baseline, IReadOnlyDictionary<string, Tensor> inputs, int target, Quadrature steps)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor way = value - baseline, sum = zeros_like(value);
        foreach ((double at, double weight) in steps.Nodes.Zip(steps.Weights))
        {
            using DisposeScope step = NewDisposeScope();
            sum.add_(gradients.At(baseline + (way * at), inputs, target).Gradient * weight);
        }
        Tensor attribution = way * sum;
        double whole = gradients.At(value, inputs, target).Score - gradients.At(baseline, inputs, target).Score;
        return (attribution.MoveToOuterDisposeScope(), attribution.sum().item<float>() - whole);
    }

    private static Tensor Weighted(Tensor activations, Tensor weights) => (activations * weights).sum([1]).relu();

    private static Tensor First(Tensor maps)
    {
        using Tensor all = maps;
        return all[0].clone();
    }
}
