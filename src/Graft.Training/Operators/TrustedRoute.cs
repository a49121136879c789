using System.Collections.Concurrent;
using Graft.Training.Execution;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// The fastest way of a convolution that gives right results here, found by computing once per shape: on drawn numbers, forwards and, where gradients are wanted,
/// backwards, and compared with float64. oneDNN 3.7 (in libtorch 2.10) is wrong for some shapes on AVX-512 processors of AMD, by whole standard deviations.
/// </summary>
internal static class TrustedRoute
{
    private static readonly ConcurrentDictionary<string, int> s_known = new(StringComparer.Ordinal);

    /// <summary>Computes a convolution (N, C, H, W) by its trusted route.</summary>
    public static Tensor Run(ImageConvolution convolution, Tensor x, Tensor weight, Tensor? bias)
    {
        if (x.dtype == ScalarType.Float64) return convolution.Usual(x, weight, bias);
        bool learns = is_grad_enabled() && (x.requires_grad || weight.requires_grad);
        string key = $"{string.Join('x', x.shape)} {string.Join('x', weight.shape)} {convolution} {x.dtype} {learns} {Autocast.IsOn} {Layout.IsChannelsLast(weight)} {bias is null}";
        int route = s_known.GetOrAdd(key, _ => Choose(convolution, x, weight, bias, learns));
        return convolution.Routes.ElementAt(route)(x, weight, bias);
    }

    private static int Choose(ImageConvolution convolution, Tensor x, Tensor weight, Tensor? bias, bool learns)
    {
        using DisposeScope scope = NewDisposeScope();
        using var recorded = enable_grad(learns);
        double tolerance = Autocast.IsOn ? 0.1 : 1e-3;
        Tensor image = Drawn(x), kernel = Drawn(weight);
        Tensor? shift = bias is null ? null : Drawn(bias);
        Tensor[] right = Results(convolution.Usual, Ends(image).to_type(ScalarType.Float64), kernel.to_type(ScalarType.Float64), shift?.to_type(ScalarType.Float64), learns);
        int last = convolution.Routes.Count() - 1;
        return convolution.Routes.Take(last).Select((route, i) => (route, i)).FirstOrDefault(r => Agrees(right, Results(r.route, image, kernel, shift, learns), tolerance), (null!, last)).i;
    }

    private static bool Agrees(Tensor[] right, Tensor[] found, double tolerance) => right.Zip(found).All(pair => Difference(pair.First, pair.Second) < tolerance);

    // Only the first and the last example count: their outputs, their gradients, and what they add to the kernel's.
    private static Tensor[] Results(Func<Tensor, Tensor, Tensor?, Tensor> route, Tensor x, Tensor weight, Tensor? bias, bool learns)
    {
        if (!learns) return [Ends(route(x, weight, bias))];
        (x, weight) = (x.detach().requires_grad_(true), weight.detach().requires_grad_(true));
        Tensor y = route(x, weight, bias), ends = Ends(y);
        ends.backward([Drawn(ends)]);
        return [ends.detach(), Ends(x.grad!), weight.grad!];
    }

    private static Tensor Ends(Tensor x) => x.shape[0] <= 2 ? x : cat([x.narrow(0, 0, 1), x.narrow(0, x.shape[0] - 1, 1)], 0);

    // The largest difference in standard deviations of what is right.
    private static double Difference(Tensor right, Tensor found)
    {
        using var still = no_grad();
        return right.sub(found.to_type(ScalarType.Float64)).abs().max().div(right.std()).item<double>();
    }

    // Multiples of the golden ratio without their whole part: spread like random numbers, and none of libtorch's generator is used up.
    private static Tensor Drawn(Tensor like)
    {
        Tensor all = arange(Scalars.Zero, Scalars.Of(like.numel()), Scalars.One, dtype: ScalarType.Float64).mul(Scalars.Of(0.6180339887498949));
        Tensor drawn = all.sub(all.floor()).sub(Scalars.Of(0.5)).to_type(like.dtype).reshape(like.shape);
        return Layout.IsChannelsLast(like) ? Layout.ChannelsLast(drawn) : drawn;
    }
}
