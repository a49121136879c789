using System.Collections.Frozen;
using Graft.Graphs;

namespace Graft.Training.Operators;

/// <summary>The operators that libtorch runs, in the domain of ONNX itself.</summary>
internal static class KnownOperators
{
    private static readonly FrozenDictionary<string, Operator> s_all = new[]
    {
        Activations.All, Arithmetic.All, Attention.All, BatchNormalization.All, Blocks.All, Branching.All, Choosing.All, Constants.All, ConvTranspose.All,
        Convolutions.All, Dropout.All, Elementwise.All, Gathering.All, IntegerProducts.All, LayerNormalization.All, Logic.All, LossOperators.All, MatrixProducts.All,
        MaxPool.All, Normalizations.All, Pooling.All, Quantization.All, Recurrent.All, Reductions.All, Resizing.All, Sampling.All, Scan.All, Scattering.All, Shapes.All,
        Slicing.All, Softmaxes.All,
    }.SelectMany(family => family).ToFrozenDictionary(o => o.OpType, StringComparer.Ordinal);

    /// <summary>Their names.</summary>
    public static IEnumerable<string> Names => s_all.Keys;

    /// <summary>The operator of a node, or null where there is none.</summary>
    public static Operator? Find(Node node) => node.Domain is "" or "ai.onnx" ? s_all.GetValueOrDefault(node.OpType) : null;
}
