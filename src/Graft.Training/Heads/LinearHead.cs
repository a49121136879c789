using System.Collections.Immutable;
using Graft.Graphs;

namespace Graft.Training.Heads;

/// <summary>A linear layer and softmax on the features: (N, D) to probabilities (N, K). Operators that every opset since 7 has.</summary>
public static class LinearHead
{
    /// <summary>Name of the model's output.</summary>
    public const string Output = "probabilities";

    /// <summary>Builds the head as a graph with the input 'features' and the outputs 'probabilities'.</summary>
    /// <param name="weight">(K, D), row-major.</param>
    /// <param name="bias">K values.</param>
    /// <param name="opset">The backbone's operator set.</param>
    public static Graph Build(float[] weight, float[] bias, ImmutableDictionary<string, long> opset)
    {
        long classes = bias.Length, width = weight.Length / bias.Length;
        return new()
        {
            Name = "head",
            Opsets = opset,
            Inputs = [new("features", ElementType.Float32, ["batch", width])],
            Outputs = [new(Output, ElementType.Float32, ["batch", classes])],
            Nodes =
            [
                new Node("Gemm", ["features", "head.weight", "head.bias"], ["logits"], "head") { Attributes = new Dictionary<string, object> { ["transB"] = 1L } },
                new Node("Softmax", ["logits"], [Output], "head.softmax") { Attributes = new Dictionary<string, object> { ["axis"] = 1L } },
            ],
            Initializers = ImmutableDictionary<string, TensorData>.Empty.Add("head.weight", TensorData.Of(weight, classes, width)).Add("head.bias", TensorData.Of(bias, classes)),
            Values = ImmutableDictionary<string, ValueInfo>.Empty.Add("logits", new("logits", ElementType.Float32, ["batch", classes])),
        };
    }
}
