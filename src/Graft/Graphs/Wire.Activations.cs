namespace Graft.Graphs;

/// <content>Activations, elementwise.</content>
public sealed partial class Wire
{
    /// <summary>max(x, 0).</summary>
    public Wire Relu(string? name = null) => Unary("Relu", name, "relu");

    /// <summary>x where it is positive, slope * x elsewhere.</summary>
    public Wire LeakyRelu(float slope, string? name = null) => Unary("LeakyRelu", name, "leakyrelu", ("alpha", slope));

    /// <summary>x between two bounds; ReLU6 is Clip(0, 6).</summary>
    public Wire Clip(float low, float high, string? name = null)
    {
        string path = Path(name, "clip");
        Wire least = Builder.Constant($"{path}.min", TensorData.Scalar(low)), most = Builder.Constant($"{path}.max", TensorData.Scalar(high));
        return Builder.Node("Clip", path, [this, least, most], Shape, Type);
    }

    /// <summary>x between 0 and 6.</summary>
    public Wire Relu6(string? name = null) => Clip(0, 6, Path(name, "relu6"));

    /// <summary>x * max(0, min(1, x / 6 + 1/2)) (Howard et al. 2019, arXiv:1905.02244).</summary>
    public Wire HardSwish(string? name = null) => Unary("HardSwish", name, "hardswish");

    /// <summary>max(0, min(1, x / 6 + 1/2)), PyTorch's slope.</summary>
    public Wire HardSigmoid(string? name = null) => Unary("HardSigmoid", name, "hardsigmoid", ("alpha", 1f / 6f), ("beta", 0.5f));

    /// <summary>1 / (1 + exp(-x)).</summary>
    public Wire Sigmoid(string? name = null) => Unary("Sigmoid", name, "sigmoid");

    /// <summary>x * sigmoid(x), also called swish; two nodes, as opset 23 has no operator for it.</summary>
    public Wire Silu(string? name = null)
    {
        string path = Path(name, "silu");
        return Multiply(Sigmoid($"{path}.sigmoid"), path);
    }

    /// <summary>x * Phi(x) exactly, by erf (Hendrycks and Gimpel 2016, arXiv:1606.08415).</summary>
    public Wire Gelu(string? name = null) => Unary("Gelu", name, "gelu", ("approximate", "none"));

    /// <summary>x * Phi(x), approximated with tanh ('gelu_new', 'gelu_pytorch_tanh').</summary>
    public Wire GeluTanh(string? name = null) => Unary("Gelu", name, "gelu", ("approximate", "tanh"));

    /// <summary>Hyperbolic tangent.</summary>
    public Wire Tanh(string? name = null) => Unary("Tanh", name, "tanh");

    /// <summary>exp(x) / sum(exp(x)) along an axis.</summary>
    public Wire Softmax(int axis = -1, string? name = null) => Unary("Softmax", name, "softmax", ("axis", (long)axis));
}
