using static TorchSharp.torch;

namespace Graft.Training.Losses;

internal static class Cosine
{
    /// <summary>Cosine of every row of a with the same row of b: (N, D), (N, D) -> (N).</summary>
    public static Tensor OfRows(Tensor a, Tensor b) => Unit(a).mul(Unit(b)).sum(dim: 1);

    /// <summary>Cosine of every row of a with every row of b: (N, D), (M, D) -> (N, M).</summary>
    public static Tensor OfAll(Tensor a, Tensor b) => Unit(a).mm(Unit(b).t());

    private static Tensor Unit(Tensor x) => nn.functional.normalize(x, p: 2, dim: 1);
}
