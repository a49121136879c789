using Graft.Graphs;

namespace Graft.Training.Heads;

/// <summary>A head while its layers are added: the graph, the first values of its parameters, and the mask of the tokens.</summary>
internal sealed class HeadBuild(int outputs, long seed, int opset)
{
    private readonly Dictionary<string, TensorData> _values = new(StringComparer.Ordinal);
    private readonly List<(string Name, Wire Wire)> _outputs = [];
    private readonly Dictionary<string, Wire> _inputs = new(StringComparer.Ordinal);

    public GraphBuilder Builder { get; } = new("head");

    /// <summary>Number of classes or targets.</summary>
    public int Outputs => outputs;

    /// <summary>The backbone's operator set, which the head must share.</summary>
    public int Opset => opset;

    /// <summary>A parameter with values drawn in row-major order by a generator of its own.</summary>
    public Wire Parameter(string name, Func<SeededRandom, double> draw, params long[] shape)
    {
        SeededRandom random = Seeds.For(name, seed);
        float[] values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++) values[i] = (float)draw(random);
        _values.Add(name, TensorData.Of(values, shape));
        return Builder.Parameter(name, shape);
    }

    /// <summary>An int64 tensor beside the features: fed by the backbone's tensor of that name, or an input of the whole model.</summary>
    public Wire Beside(string name, params Dimension[] shape)
    {
        if (!_inputs.TryGetValue(name, out Wire? wire)) _inputs[name] = wire = Builder.Input(name, ElementType.Int64, shape);
        return wire;
    }

    /// <summary>1 for tokens, 0 for padding: int64 (batch, sequence).</summary>
    public Wire Mask(Wire tokens) => Beside("attention_mask", tokens.Shape[0], tokens.Shape[1]);

    public void Output(string name, Wire wire) => _outputs.Add((name, wire));

    /// <summary>Refuses backbones whose operator set lacks what a layer is made of.</summary>
    public void Require(int atLeast, string what)
    {
        if (opset < atLeast) throw new GraftException($"{what} needs operator set {atLeast} or newer, the backbone has {opset}.");
    }

    public Graph ToGraph() => _outputs.Count > 0 ? Builder.ToGraph([.. _outputs]).With(_values)
        : throw new GraftException("This head has no layer that makes logits: end it with Linear.");
}
