using Graft.Architectures.KerasModels;

namespace Graft.Architectures.TensorFlowGraphs;

/// <summary>What converters join to a convolution or product: a bias and an activation.</summary>
internal static class TfFusion
{
    /// <summary>The main operation, then what its fused_ops name, in order.</summary>
    /// <param name="step">The node.</param>
    /// <param name="next">The input that the first fused operation reads.</param>
    /// <param name="main">Makes the main operation under a path.</param>
    public static KerasTensor Finish(TfStep step, int next, Func<string, KerasTensor> main)
    {
        string[] fused = step.Node.Texts("fused_ops");
        KerasTensor x = main(fused.Length == 0 ? step.Node.Name : $"{step.Node.Name}/main");
        for (int i = 0; i < fused.Length; i++)
        {
            string path = i == fused.Length - 1 ? step.Node.Name : $"{step.Node.Name}/{fused[i]}";
            x = fused[i] == "BiasAdd" ? Bias(step, x, next, path) : Activate(step, x, fused[i], path);
        }
        return x;
    }

    /// <summary>Adds a number per channel.</summary>
    public static KerasTensor Bias(TfStep step, KerasTensor x, int input, string path)
    {
        long[] shape = x.ChannelsFirst ? [x.Channels, .. Enumerable.Repeat(1L, x.Rank - 2)] : [x.Channels];
        return x.With(x.Wire.Add(step.Parameter(input, TensorChange.Reshaped(x.Channels), shape), path));
    }

    /// <summary>An activation by TensorFlow's name.</summary>
    public static KerasTensor Activate(TfStep step, KerasTensor x, string activation, string path) => x.With(activation switch
    {
        "Relu" => x.Wire.Relu(path),
        "Relu6" => x.Wire.Relu6(path),
        "Elu" => x.Wire.Builder.Node("Elu", path, [x.Wire], x.Wire.Shape, x.Wire.Type),
        "LeakyRelu" => x.Wire.LeakyRelu(step.Node.Float(step.Node.Op == "LeakyRelu" ? "alpha" : "leakyrelu_alpha", 0.2f), path),
        "Sigmoid" => x.Wire.Sigmoid(path),
        "Tanh" => x.Wire.Tanh(path),
        _ => throw step.Fail($"it is fused with {activation}, which is not built"),
    });
}
