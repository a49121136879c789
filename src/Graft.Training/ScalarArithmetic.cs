using static TorchSharp.torch;

namespace Graft.Training;

/// <summary>Arithmetic of floating-point tensors and numbers. TorchSharp's operators make passing scalars, even a + b does; these use <see cref="Scalars"/>.</summary>
internal static class ScalarArithmetic
{
    public static Tensor Plus(this Tensor x, Tensor y) => x.add(y, Scalars.One);

    public static Tensor Plus(this Tensor x, Tensor y, double factor) => x.add(y, Scalars.Of(factor));

    public static Tensor Plus(this Tensor x, double y) => x.add(Scalars.Of(y), Scalars.One);

    public static Tensor Times(this Tensor x, double y) => x.mul(Scalars.Of(y));

    public static Tensor Over(this Tensor x, double y) => x.div(Scalars.Of(y));

    public static Tensor ToThe(this Tensor x, double y) => x.pow(Scalars.Of(y));

    public static Tensor AtLeast(this Tensor x, double low) => x.clamp_min(Scalars.Of(low));

    public static Tensor AtMost(this Tensor x, double high) => x.clamp_max(Scalars.Of(high));

    /// <summary>y - x.</summary>
    public static Tensor From(this Tensor x, double y) => x.neg().Plus(y);
}
