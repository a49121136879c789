using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>What all families share while a graph is built: inputs, the mask, and layers under the encoder's prefix.</summary>
internal sealed class TextBuild
{
    private readonly string _prefix;
    private Wire? _types, _visible, _pairs, _length, _one;

    public TextBuild(GraphBuilder builder, TextConfig config, string prefix)
    {
        (Builder, Config, _prefix) = (builder, config, prefix);
        Ids = builder.Input("input_ids", ElementType.Int64, "batch", "sequence");
        Mask = builder.Input("attention_mask", ElementType.Int64, "batch", "sequence");
    }

    public GraphBuilder Builder { get; }

    public TextConfig Config { get; }

    /// <summary>'input_ids', int64 (batch, sequence).</summary>
    public Wire Ids { get; }

    /// <summary>'attention_mask', int64 (batch, sequence).</summary>
    public Wire Mask { get; }

    /// <summary>'token_type_ids', int64 (batch, sequence); an input of the graph from when it is first asked for.</summary>
    public Wire Types => _types ??= Builder.Input("token_type_ids", ElementType.Int64, "batch", "sequence");

    /// <summary>Which tokens may be seen: bool (batch, 1, 1, sequence).</summary>
    public Wire Visible => _visible ??= Mask.Cast(ElementType.Bool, "attention_mask.bool").Unsqueeze([1, 2], "attention_mask.visible");

    /// <summary>
    /// The same for each query: bool (batch, 1, sequence, sequence). ONNX Runtime's Attention broadcasts the mask over batch and heads, not over queries.
    /// </summary>
    public Wire VisiblePairs => _pairs ??= Visible.Expand([One, One, Length, One], ["batch", 1, "sequence", "sequence"], "attention_mask.pairs");

    /// <summary>The number of tokens of the longest text: int64 (1).</summary>
    public Wire Length => _length ??= Ids.SizeOf(1, "input_ids.length");

    private Wire One => _one ??= Builder.Constant("one", TensorData.Longs(1));

    /// <summary>The path of a module of the encoder.</summary>
    public string In(string module) => $"{_prefix}.{module}";

    /// <summary>A parameter of the encoder.</summary>
    public Wire Parameter(string name, params long[] shape) => Builder.Parameter(In(name), shape);

    /// <summary>A linear layer. Layers that share parameters say where in the graph each stands.</summary>
    public Wire Linear(Wire x, string module, long outputs, string? at = null) =>
        x.Linear(In(at ?? module), Parameter($"{module}.weight", outputs, x.Size(-1)), Parameter($"{module}.bias", outputs));

    /// <summary>A layer normalisation.</summary>
    public Wire Norm(Wire x, string module, string? at = null) =>
        x.LayerNorm(In(at ?? module), Parameter($"{module}.weight", x.Size(-1)), Parameter($"{module}.bias", x.Size(-1)), Config.Epsilon);

    /// <summary>The first token's hidden state: (batch, sequence, width) to (batch, width).</summary>
    public static Wire First(Wire hidden, string name) => hidden.At(1, 0, name);

    /// <summary>An activation by transformers' name.</summary>
    public static Wire Activate(Wire x, string activation, string path) => activation switch
    {
        "gelu" => x.Gelu(path),
        "gelu_new" or "gelu_pytorch_tanh" or "gelu_fast" => x.GeluTanh(path),
        "relu" => x.Relu(path),
        "tanh" => x.Tanh(path),
        "silu" or "swish" => x.Silu(path),
        _ => throw new UnknownNameException("activation", activation, ["gelu", "gelu_new", "gelu_pytorch_tanh", "gelu_fast", "relu", "tanh", "silu", "swish"]),
    };
}
