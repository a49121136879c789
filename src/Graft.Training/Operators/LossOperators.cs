using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// NegativeLogLikelihoodLoss: log-probabilities (N, C, d...) and classes (N, d...) to -log p of the class, weighted per class, reduced to a scalar (mean by weight, or
/// sum) or not. SoftmaxCrossEntropyLoss: the same on scores, and as second output the log-probabilities. Places with ignore_index count for nothing.
/// </summary>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__NegativeLogLikelihoodLoss.html"/>
/// <seealso href="https://onnx.ai/onnx/operators/onnx__SoftmaxCrossEntropyLoss.html"/>
internal static class LossOperators
{
    public static IReadOnlyList<Operator> All { get; } =
    [
        Operator.One("NegativeLogLikelihoodLoss", c => Loss(c, c[0])),
        new("SoftmaxCrossEntropyLoss", c => c[0].log_softmax(1) is var logs && c.Node.Outputs.Count > 1 ? [Loss(c, logs), logs] : [Loss(c, logs)]),
    ];

    private static Tensor Loss(Call call, Tensor logs)
    {
        Tensor classes = call[1].to_type(ScalarType.Int64), weights = call.Optional(2) is { } given ? given : ones([logs.shape[1]], logs.dtype);
        if (call.Node.Has("ignore_index"))
        {
            Tensor ignored = classes.eq(Scalars.Of(call.Node.Int("ignore_index")));
            classes = classes.masked_fill(ignored, Scalars.Zero);
            return Reduced(call, logs, classes, weights.index_select(0, classes.reshape(-1)).reshape(classes.shape).masked_fill(ignored, Scalars.Zero));
        }
        return Reduced(call, logs, classes, weights.index_select(0, classes.reshape(-1)).reshape(classes.shape));
    }

    private static Tensor Reduced(Call call, Tensor logs, Tensor classes, Tensor weights)
    {
        Tensor losses = logs.gather(1, classes.unsqueeze(1)).squeeze(1).mul(weights).neg();
        return call.Node.Text("reduction", "mean") switch { "none" => losses, "sum" => losses.sum(), _ => losses.sum().div(weights.sum()) };
    }
}
