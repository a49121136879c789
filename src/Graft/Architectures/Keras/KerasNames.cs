using Graft.Graphs;

namespace Graft.Architectures;

/// <summary>Keras' names of the parameters of a network: 'conv1/kernel', 'conv1_bn/gamma', with kernels as TensorFlow keeps them.</summary>
internal static class KerasNames
{
    /// <summary>Keras 2's names, Keras 3's, and those of slim, TensorFlow 1's library, which many models of TensorFlow Hub have.</summary>
    public const string Scheme = "keras", Scheme3 = "keras3", Slim = "slim";

    /// <summary>The map for a graph: each convolution, normalisation and linear layer, by Keras' name of its layer.</summary>
    /// <param name="network">The graph with its classifier.</param>
    /// <param name="layerOf">Keras' layer for the path of a module.</param>
    /// <param name="scheme">What the map is called.</param>
    /// <param name="special">Rows that differ from the rule.</param>
    public static NameMap Of(Graph network, Func<string, string> layerOf, string scheme = Scheme, params IReadOnlyList<NameRow> special)
    {
        HashSet<string> taken = [.. special.Select(s => s.Ours)];
        IEnumerable<NameRow> regular = network.Nodes.SelectMany(n => Rows(network, n, layerOf, scheme)).Where(r => !taken.Contains(r.Ours));
        return new(scheme, [.. special, .. regular]);
    }

    /// <summary>Rows by which every normalisation's scale is 1, as in a network whose file has none.</summary>
    public static IReadOnlyList<NameRow> WithoutScales(Graph network) =>
        [.. network.Nodes.Where(n => n.OpType == "BatchNormalization").Select(n => new NameRow(n.Inputs[1]) { Change = TensorChange.Ones })];

    private static IEnumerable<NameRow> Rows(Graph network, Node node, Func<string, string> layerOf, string scheme) => node.OpType switch
    {
        "Conv" => Convolution(network, node, layerOf(node.Name), scheme),
        "Gemm" => Weights(node, layerOf(node.Name), "kernel", TensorChange.Transposed, scheme),
        "BatchNormalization" => node.Inputs.Skip(1).Zip(["gamma", "beta", "moving_mean", "moving_variance"], (ours, role) => new NameRow(ours, $"{layerOf(node.Name)}/{role}")),
        _ => [],
    };

    /// <summary>A separable convolution is two of ours, 'layer.depthwise' and 'layer.pointwise'.</summary>
    private static IEnumerable<NameRow> Convolution(Graph network, Node node, string layer, string scheme)
    {
        bool isDepthwise = node.Int("group", 1) > 1 && network.Initializers[node.Inputs[1]].Shape[1] == 1;
        if (layer.EndsWith(".depthwise", StringComparison.Ordinal)) return Weights(node, layer[..^".depthwise".Length], "depthwise_kernel", TensorChange.DepthwiseHwio, scheme);
        if (layer.EndsWith(".pointwise", StringComparison.Ordinal)) return Weights(node, layer[..^".pointwise".Length], "pointwise_kernel", TensorChange.Hwio, scheme);
        return Weights(node, layer, isDepthwise && scheme != Scheme3 ? "depthwise_kernel" : "kernel", isDepthwise ? TensorChange.DepthwiseHwio : TensorChange.Hwio, scheme);
    }

    private static IEnumerable<NameRow> Weights(Node node, string layer, string role, TensorChange change, string scheme)
    {
        yield return new(node.Inputs[1], $"{layer}/{(scheme == Slim ? role.Replace("kernel", "weights", StringComparison.Ordinal) : role)}") { Change = change };
        if (node.Input(2) is { } bias) yield return new(bias, $"{layer}/{(scheme == Slim ? "biases" : "bias")}");
    }
}
