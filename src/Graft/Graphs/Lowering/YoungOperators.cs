namespace Graft.Graphs.Lowering;

/// <summary>Operators without a rule that are younger than the oldest set, and the set in which they came.</summary>
/// <seealso href="https://github.com/onnx/onnx/blob/main/docs/Changelog.md"/>
internal static class YoungOperators
{
    private static readonly Dictionary<string, int> Since = new(StringComparer.Ordinal)
    {
        ["Trilu"] = 14, ["Optional"] = 15, ["Bernoulli"] = 15, ["CastLike"] = 15, ["GridSample"] = 16, ["BlackmanWindow"] = 17, ["DFT"] = 17, ["HammingWindow"] = 17, ["HannWindow"] = 17,
        ["MelWeightMatrix"] = 17, ["STFT"] = 17, ["SequenceMap"] = 17,
        ["BitwiseAnd"] = 18, ["BitwiseNot"] = 18, ["BitwiseOr"] = 18, ["BitwiseXor"] = 18, ["CenterCropPad"] = 18, ["Col2Im"] = 18, ["GroupNormalization"] = 18, ["Mish"] = 18, ["OptionalGetElement"] = 18, ["OptionalHasElement"] = 18,
        ["DeformConv"] = 19, ["Gelu"] = 20, ["AffineGrid"] = 20, ["ImageDecoder"] = 20, ["RegexFullMatch"] = 20, ["StringConcat"] = 20, ["StringSplit"] = 20,
        ["Attention"] = 23, ["RMSNormalization"] = 23, ["RotaryEmbedding"] = 23, ["Swish"] = 24, ["TensorScatter"] = 24,
    };

    /// <summary>The first operator set that has the operator; 1 where it is no younger than 13.</summary>
    public static int SinceOf(string opType) => Since.GetValueOrDefault(opType, 1);
}
