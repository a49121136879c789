using System.ComponentModel.DataAnnotations;
using Graft.Graphs;

namespace Graft.Training.Heads;

/// <summary>Kinds of recurrent layers.</summary>
public enum Cell
{
    /// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997).</summary>
    Lstm,
    /// <summary>Gated recurrent unit (Cho et al. 2014, arXiv:1406.1078), the reset gate applied behind the product as in PyTorch.</summary>
    Gru,
    /// <summary>Plain recurrence with tanh (Elman 1990).</summary>
    Rnn,
}

/// <summary>
/// Recurrent layers over the tokens, both directions: (batch, sequence, inputs) to (batch, sequence, 2 * width). Padding must stand at the end; the backward
/// direction starts at each text's last token, and outputs at padding are zero. Parameters of layer L in ONNX's order of gates: head.N.L.W (2, gates * width, inputs),
/// head.N.L.R (2, gates * width, width), head.N.L.B (2, 2 * gates * width), all uniform in +-1 / sqrt(width), as PyTorch draws them.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__LSTM.html"/>
/// <param name="Cell">Kind of layer.</param>
/// <param name="Width">Hidden width of each direction.</param>
/// <param name="Layers">How many layers lie over each other.</param>
/// <param name="Dropout">Share of values dropped between layers while training.</param>
public sealed record Recurrent(Cell Cell = Cell.Lstm, [property: Range(1, 1 << 16)] int Width = 128, [property: Range(1, 16)] int Layers = 1,
    [property: Range(0.0, 0.95)] double Dropout = 0) : HeadLayer
{
    private const int Directions = 2;

    internal override Wire Build(HeadBuild build, Wire x, string at)
    {
        if (x.Rank != 3) throw new GraftException($"A recurrent layer reads tokens (batch, sequence, width), found {x}. Give the head the token features, not pooled ones.");
        Wire lengths = Lengths(build.Mask(x), $"{at}.lengths");
        for (int layer = 0; layer < Layers; layer++)
        {
            if (layer > 0 && Dropout > 0) x = Heads.Dropout.Add(build, x, Dropout, $"{at}.{layer}.dropout");
            x = Layer(build, x, lengths, $"{at}.{layer}");
        }
        return x;
    }

    private Wire Layer(HeadBuild build, Wire x, Wire lengths, string at)
    {
        (string type, int gates) = Cell switch { Cell.Lstm => ("LSTM", 4), Cell.Gru => ("GRU", 3), _ => ("RNN", 1) };
        Func<SeededRandom, double> draw = Initial.ByFanIn(Width);
        Wire w = build.Parameter($"{at}.W", draw, Directions, gates * Width, x.Size(-1));
        Wire r = build.Parameter($"{at}.R", draw, Directions, gates * Width, Width);
        Wire b = build.Parameter($"{at}.B", draw, Directions, 2L * gates * Width);
        (string, object)[] attributes = [("direction", "bidirectional"), ("hidden_size", (long)Width)];
        if (Cell == Cell.Gru) attributes = [.. attributes, ("linear_before_reset", 1L)];
        Dimension batch = x.Shape[0], sequence = x.Shape[1];
        Wire steps = x.Transpose([1, 0, 2], $"{at}.steps");
        Wire y = build.Builder.Node(type, at, [steps, w, r, b, lengths], [sequence, Directions, batch, Width], x.Type, attributes);
        return y.Transpose([2, 0, 1, 3], $"{at}.by_text").Reshape([0, 0, Directions * Width], $"{at}.joined");
    }

    /// <summary>Tokens of each text, as a product of the mask with itself, which every operator set computes alike: int32 (batch).</summary>
    private static Wire Lengths(Wire mask, string at)
    {
        Wire weights = mask.Cast(ElementType.Float32, $"{at}.weights");
        Wire count = weights.Reshape([0, 1, -1], $"{at}.row").MatMul(weights.Reshape([0, -1, 1], $"{at}.column"), $"{at}.count");
        return count.Reshape([-1], $"{at}.flat").Cast(ElementType.Int32, at);
    }
}
