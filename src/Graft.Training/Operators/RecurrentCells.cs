using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>RNN: H = f(x W + H R + b).</summary>
internal sealed record ElmanCell(Func<Tensor, Tensor> Activation) : IRecurrentCell
{
    public (Tensor, Tensor?) Step(Tensor input, Tensor hidden, Tensor? cell, RecurrentWeights weights) =>
        (Activation(input.add(nn.functional.linear(hidden, weights.Recurrence, weights.Bias), Scalars.One)), null);
}

/// <summary>GRU (Cho et al. 2014): gates update, reset, hidden. The reset applies to the state, or with linear_before_reset to its product, as cuDNN and PyTorch do.</summary>
internal sealed record GruCell(Func<Tensor, Tensor> Gate, Func<Tensor, Tensor> Candidate, bool LinearBeforeReset) : IRecurrentCell
{
    public (Tensor, Tensor?) Step(Tensor input, Tensor hidden, Tensor? cell, RecurrentWeights weights)
    {
        long width = hidden.shape[1];
        Tensor gates = input.narrow(1, 0, 2 * width).add(Share(hidden, weights, 0, 2 * width), Scalars.One);
        Tensor update = Gate(gates.narrow(1, 0, width)), reset = Gate(gates.narrow(1, width, width)), own = input.narrow(1, 2 * width, width);
        Tensor past = LinearBeforeReset ? reset.mul(Share(hidden, weights, 2 * width, width)) : Share(reset.mul(hidden), weights, 2 * width, width);
        Tensor candidate = Candidate(own.add(past, Scalars.One));
        return (candidate.add(update.mul(hidden.sub(candidate)), Scalars.One), null);                // (1 - z) * candidate + z * hidden
    }

    private static Tensor Share(Tensor state, RecurrentWeights weights, long from, long count) =>
        nn.functional.linear(state, weights.Recurrence.narrow(0, from, count), weights.Bias?.narrow(0, from, count));
}

/// <summary>LSTM (Hochreiter and Schmidhuber 1997) with gates input, output, forget, cell, peepholes (Gers et al. 2000), and optionally forget = 1 - input.</summary>
internal sealed record LstmCell(Func<Tensor, Tensor> Gate, Func<Tensor, Tensor> Candidate, Func<Tensor, Tensor> Output, bool InputForget) : IRecurrentCell
{
    public (Tensor, Tensor?) Step(Tensor input, Tensor hidden, Tensor? cell, RecurrentWeights weights)
    {
        Tensor[] gates = input.add(nn.functional.linear(hidden, weights.Recurrence, weights.Bias), Scalars.One).chunk(4, 1);
        Tensor enter = Gate(Peep(gates[0], cell!, weights, 0)), keep = InputForget ? enter.neg().add(Scalars.One, Scalars.One) : Gate(Peep(gates[2], cell!, weights, 2));
        Tensor next = keep.mul(cell!).add(enter.mul(Candidate(gates[3])), Scalars.One);
        return (Gate(Peep(gates[1], next, weights, 1)).mul(Output(next)), next);
    }

    private static Tensor Peep(Tensor gate, Tensor cell, RecurrentWeights weights, int which) => weights.Peepholes is not { } peepholes ? gate
        : gate.add(cell.mul(peepholes.narrow(0, which * cell.shape[1], cell.shape[1])), Scalars.One);
}

/// <summary>The functions that recurrent operators may name, with ONNX's usual constants; a clip bounds what goes in.</summary>
internal static class RecurrentActivations
{
    private static readonly string[] s_usual = ["Sigmoid", "Tanh", "Tanh"];

    public static Func<Tensor, Tensor>[] Of(Call call, int gates)
    {
        string[] names = call.Node.Has("activations") ? (string[])call.Node.Attributes["activations"] : gates switch { 1 => ["Tanh"], 3 => s_usual[..2], _ => s_usual };
        float[] alphas = call.Node.Floats("activation_alpha", []), betas = call.Node.Floats("activation_beta", []);
        float clip = call.Node.Float("clip", 0);
        return [.. names.Select((name, i) => Clipped(Function(call, name, i < alphas.Length ? alphas[i] : null, i < betas.Length ? betas[i] : null), clip))];
    }

    private static Func<Tensor, Tensor> Clipped(Func<Tensor, Tensor> function, float clip) =>
        clip == 0 ? function : x => function(x.clamp(Scalars.Of(-clip), Scalars.Of(clip)));

    private static Func<Tensor, Tensor> Function(Call call, string name, double? alpha, double? beta) => name.ToUpperInvariant() switch
    {
        "SIGMOID" => x => x.sigmoid(),
        "TANH" => x => x.tanh(),
        "RELU" => x => x.relu(),
        "AFFINE" => x => x.mul(Scalars.Of(alpha ?? 1)).add(Scalars.Of(beta ?? 0), Scalars.One),
        "LEAKYRELU" => x => x.leaky_relu(Scalars.Of(alpha ?? 0.01)),
        "THRESHOLDEDRELU" => x => x.threshold(Scalars.Of(alpha ?? 1), Scalars.Zero),
        "SCALEDTANH" => x => x.mul(Scalars.Of(beta ?? 1)).tanh().mul(Scalars.Of(alpha ?? 1)),
        "HARDSIGMOID" => x => x.mul(Scalars.Of(alpha ?? 0.2)).add(Scalars.Of(beta ?? 0.5), Scalars.One).clamp(Scalars.Zero, Scalars.One),
        "ELU" => x => x.elu(Scalars.Of(alpha ?? 1), Scalars.One, Scalars.One),
        "SOFTSIGN" => x => x.div(x.abs().add(Scalars.One, Scalars.One)),
        "SOFTPLUS" => x => nn.functional.softplus(x),
        _ => throw call.Fault($"unknown activation '{name}'"),
    };
}
