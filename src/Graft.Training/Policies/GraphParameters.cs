using System.Text.RegularExpressions;
using Graft.Graphs;

namespace Graft.Training.Policies;

/// <summary>A tensor of a graph that can learn.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shape">Its dimensions.</param>
/// <param name="Count">Number of elements.</param>
/// <param name="Decays">Whether weight decay applies: not to biases, norms and position or class embeddings.</param>
public sealed record GraphParameter(string Name, IReadOnlyList<long> Shape, long Count, bool Decays);

/// <summary>Tells parameters from buffers and constants, in the order in which the graph uses them first.</summary>
public static partial class GraphParameters
{
    /// <summary>The parameters: floats that some node uses as a weight. Statistics of batch norms and settings such as the bounds of a Clip are none.</summary>
    public static IReadOnlyList<GraphParameter> Of(Graph graph)
    {
        List<GraphParameter> found = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (Node node in graph.Nodes)
            for (int i = 0; i < node.Inputs.Count; i++)
                if (node.Input(i) is { } name && graph.Initializers.TryGetValue(name, out TensorData? data) && IsWeight(node, i, data) && seen.Add(name))
                    found.Add(new(name, data.Shape, data.Count, Decays(node, i, name, data)));
        return found;
    }

    /// <summary>Running mean and variance of batch norms, by name.</summary>
    public static IReadOnlySet<string> Buffers(Graph graph) =>
        graph.Nodes.Where(n => n.OpType == "BatchNormalization").SelectMany(n => n.Inputs.Skip(3)).ToHashSet(StringComparer.Ordinal);

    private static bool IsWeight(Node node, int input, TensorData data) => data.Type.IsFloat() && node.OpType switch
    {
        "BatchNormalization" => input < 3,
        "Clip" or "Pad" or "Resize" or "Upsample" or "Dropout" or "Range" or "OneHot" or "TopK" or "Where" or "ConstantOfShape" or "NonMaxSuppression"
            or "QuantizeLinear" or "DequantizeLinear" or "DynamicQuantizeLinear" or "QLinearConv" or "QLinearMatMul" => false,
        "Pow" or "Equal" or "Less" or "Greater" or "LessOrEqual" or "GreaterOrEqual" or "Mod" => false,
        "Add" or "Sub" or "Mul" or "Div" or "Min" or "Max" => data.Count > 1,
        _ => true,
    };

    private static bool Decays(Node node, int input, string name, TensorData data) =>
        data.Shape.Count > 1 && !(node.OpType is "LSTM" or "GRU" or "RNN" && input == 3) && !Embeddings().IsMatch(name);

    // Position and class embeddings under timm's and torchvision's names; BERT's tables of positions do decay.
    [GeneratedRegex(@"(^|\.)(pos_embed\w*|pos_embedding|cls_token|class_token|dist_token|relative_position_bias_table)$")]
    private static partial Regex Embeddings();
}
