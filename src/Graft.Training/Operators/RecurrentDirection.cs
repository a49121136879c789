using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>What one direction of a recurrent operator gives: outputs (T, N, H) and last states (N, H).</summary>
internal sealed record DirectionResult(Tensor Outputs, Tensor Hidden, Tensor? Cell);

/// <summary>One step of a recurrent operator.</summary>
internal interface IRecurrentCell
{
    /// <summary>The next states.</summary>
    /// <param name="input">The input's share of the gates, bias included, (N, gates * H).</param>
    /// <param name="hidden">(N, H).</param>
    /// <param name="cell">(N, H), LSTM only.</param>
    /// <param name="weights">R, its bias, and the LSTM's peepholes.</param>
    (Tensor Hidden, Tensor? Cell) Step(Tensor input, Tensor hidden, Tensor? cell, RecurrentWeights weights);
}

/// <summary>Weights of one direction.</summary>
/// <param name="Recurrence">R, (gates * H, H).</param>
/// <param name="Bias">Bias of the recurrence, (gates * H); null: none.</param>
/// <param name="Peepholes">P, (3 * H): input, output, forget; null: none.</param>
internal sealed record RecurrentWeights(Tensor Recurrence, Tensor? Bias, Tensor? Peepholes);

/// <summary>Unrolls a cell over time in one direction.</summary>
internal static class RecurrentDirection
{
    public static DirectionResult Run(Call call, Tensor x, int direction, int gates, bool batchFirst, bool reverse, IRecurrentCell cell)
    {
        Tensor w = call[1].select(0, direction), r = call[2].select(0, direction);
        long width = r.shape[1], steps = x.shape[0], rows = x.shape[1];
        (Tensor? bias, Tensor? recurrentBias) = Halves(call.Optional(3)?.select(0, direction), gates * width);
        RecurrentWeights weights = new(r, recurrentBias, gates == 4 ? call.Optional(7)?.select(0, direction) : null);
        Tensor input = nn.functional.linear(x, w, bias);                                              // (T, N, gates * H), all steps at once
        Tensor hidden = Initial(call, 5, direction, batchFirst) ?? zeros([rows, width], x.dtype);
        Tensor? memory = gates == 4 ? Initial(call, 6, direction, batchFirst) ?? zeros([rows, width], x.dtype) : null;
        Tensor? lengths = call.Optional(4)?.to_type(ScalarType.Int64).unsqueeze(1);                    // (N, 1)
        Tensor[] outputs = new Tensor[steps];
        for (long i = 0; i < steps; i++)
        {
            long t = reverse ? steps - 1 - i : i;
            (Tensor nextHidden, Tensor? nextMemory) = cell.Step(input.select(0, t), hidden, memory, weights);
            Tensor? alive = lengths?.gt(Scalars.Of(t));
            outputs[t] = alive is null ? nextHidden : where(alive, nextHidden, zeros_like(nextHidden));
            hidden = alive is null ? nextHidden : where(alive, nextHidden, hidden);
            memory = alive is null || nextMemory is null ? nextMemory : where(alive, nextMemory, memory!);
        }
        return new(stack(outputs, 0), hidden, memory);
    }

    private static (Tensor?, Tensor?) Halves(Tensor? bias, long half) => bias is null ? (null, null) : (bias.narrow(0, 0, half), bias.narrow(0, half, half));

    private static Tensor? Initial(Call call, int input, int direction, bool batchFirst) => call.Optional(input)?.select(batchFirst ? 1 : 0, direction);
}
