using System.Collections.Immutable;
using Graft.Graphs;

namespace Graft.Training.Heads;

/// <summary>What a linear head makes of its logits.</summary>
public enum LinearAnswer
{
    /// <summary>Probabilities of classes that exclude each other: softmax.</summary>
    OneClass,
    /// <summary>Probabilities of labels that don't: sigmoid.</summary>
    Labels,
    /// <summary>The numbers themselves.</summary>
    Number,
}

/// <summary>A linear layer and softmax on the features: (N, D) to probabilities (N, K). Operators that every opset since 7 has.</summary>
public static class LinearHead
{
    /// <summary>Name of the model's output.</summary>
    public const string Output = "probabilities";

    /// <summary>Name of the output of a model that answers with numbers.</summary>
    public const string Score = "score";

    /// <summary>Builds the head as a graph with the input 'features' and the output 'probabilities', or 'score' for numbers.</summary>
    /// <param name="weight">(K, D), row-major.</param>
    /// <param name="bias">K values.</param>
    /// <param name="opset">The backbone's operator set.</param>
    /// <param name="answer">What becomes of the logits.</param>
    public static Graph Build(float[] weight, float[] bias, ImmutableDictionary<string, long> opset, LinearAnswer answer = LinearAnswer.OneClass)
    {
        string output = answer == LinearAnswer.Number ? Score : Output, logits = answer == LinearAnswer.Number ? Score : "logits";
        long classes = bias.Length, width = weight.Length / bias.Length;
        return new()
        {
            Name = "head",
            Opsets = opset,
            Inputs = [new("features", ElementType.Float32, ["batch", width])],
            Outputs = [new(output, ElementType.Float32, ["batch", classes])],
            Nodes =
            [
                new Node("Gemm", ["features", "head.weight", "head.bias"], [logits], "head") { Attributes = new Dictionary<string, object> { ["transB"] = 1L } },
                .. Activation(answer),
            ],
            Initializers = ImmutableDictionary<string, TensorData>.Empty.Add("head.weight", TensorData.Of(weight, classes, width)).Add("head.bias", TensorData.Of(bias, classes)),
            Values = answer == LinearAnswer.Number ? ImmutableDictionary<string, ValueInfo>.Empty
                : ImmutableDictionary<string, ValueInfo>.Empty.Add("logits", new("logits", ElementType.Float32, ["batch", classes])),
        };
    }

    private static Node[] Activation(LinearAnswer answer) => answer switch
    {
        LinearAnswer.OneClass => [new Node("Softmax", ["logits"], [Output], "head.softmax") { Attributes = new Dictionary<string, object> { ["axis"] = 1L } }],
        LinearAnswer.Labels => [new Node("Sigmoid", ["logits"], [Output], "head.sigmoid")],
        _ => [],
    };
}
