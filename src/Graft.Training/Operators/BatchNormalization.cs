using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// BatchNormalization: (N, C, ...) with scale, bias, mean and variance of (C) to the same shape. Inference mode uses the running statistics. A live one, in
/// training, uses the batch's and moves the running ones as PyTorch does: running = momentum * running + (1 - momentum) * batch, with the unbiased variance.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__BatchNormalization.html"/>
internal static class BatchNormalization
{
    public static IReadOnlyList<Operator> All { get; } = [new("BatchNormalization", Run)];

    private static Tensor?[] Run(Call call)
    {
        double epsilon = call.Node.Float("epsilon", 1e-5f), momentum = 1 - call.Node.Float("momentum", 0.9f);
        bool live = call.Training && call.LiveStatistics;
        if (live && call[0].numel() / Math.Max(call[0].shape[1], 1) < 2) throw call.Fault("batch statistics need at least 2 values per channel: use larger batches, or freeze the statistics");
        if (call.Node.Int("training_mode", 0) == 1 && !live) return Specified(call, epsilon, 1 - momentum);
        return [nn.functional.batch_norm(call[0], call[3], call[4], call[1], call[2], live, momentum, epsilon)];
    }

    // ONNX's own training mode returns the moved statistics, with the biased variance.
    private static Tensor?[] Specified(Call call, double epsilon, double kept)
    {
        long[] others = [0, .. Enumerable.Range(2, (int)call[0].dim() - 2).Select(a => (long)a)];
        Tensor mean = call[0].mean(others), variance = call[0].sub(call[0].mean(others, keepdim: true)).square().mean(others);
        Tensor Moved(Tensor running, Tensor batch) => running.mul(Scalars.Of(kept)).add(batch, Scalars.Of(1 - kept));
        return [nn.functional.batch_norm(call[0], null, null, call[1], call[2], training: true, eps: epsilon), Moved(call[3], mean), Moved(call[4], variance)];
    }
}
