using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// LSTM, GRU and RNN, unrolled step by step: X (T, N, I) or with layout 1 (N, T, I), W (D, gates * H, I), R (D, gates * H, H), B (D, 2 * gates * H), to
/// Y (T, D, N, H) and the last states (D, N, H). D is 2 for both directions. Rows shorter than T keep their state, and put out zeros, after their end.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__LSTM.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__GRU.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__RNN.html"/>
internal static class Recurrent
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        new("RNN", c => Run(c, 1, (activations, index) => new ElmanCell(activations[index % activations.Length]))),
        new("GRU", c => Run(c, 3, (activations, index) => new GruCell(activations[2 * index % activations.Length], activations[(2 * index + 1) % activations.Length], c.Node.Int("linear_before_reset", 0) == 1))),
        new("LSTM", c => Run(c, 4, (activations, index) => new LstmCell(activations[3 * index % activations.Length], activations[(3 * index + 1) % activations.Length],
            activations[(3 * index + 2) % activations.Length], c.Node.Int("input_forget", 0) == 1))),
    ];

    private static Tensor?[] Run(Call call, int gates, Func<Func<Tensor, Tensor>[], int, IRecurrentCell> makeCell)
    {
        bool batchFirst = call.Node.Int("layout", 0) == 1;
        Tensor x = batchFirst ? call[0].transpose(0, 1) : call[0];
        Func<Tensor, Tensor>[] activations = RecurrentActivations.Of(call, gates);
        int directions = (int)call[1].shape[0];
        List<DirectionResult> results = [];
        for (int d = 0; d < directions; d++)
        {
            bool reverse = d == 1 || call.Node.Text("direction", "forward") == "reverse";
            results.Add(RecurrentDirection.Run(call, x, d, gates, batchFirst, reverse, makeCell(activations, d)));
        }
        Tensor all = stack(results.Select(r => r.Outputs), 1), hidden = stack(results.Select(r => r.Hidden), 0);      // (T, D, N, H), (D, N, H)
        Tensor? cell = results[0].Cell is null ? null : stack(results.Select(r => r.Cell!), 0);
        return batchFirst ? [all.permute(2, 0, 1, 3), hidden.transpose(0, 1), cell?.transpose(0, 1)] : [all, hidden, cell];
    }
}
