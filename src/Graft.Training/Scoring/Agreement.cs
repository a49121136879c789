using Graft.Training.Losses;
using Graft.Training.Loop;
using static TorchSharp.torch;

namespace Graft.Training.Scoring;

/// <summary>Share of the targets that are met; those without a tag don't count.</summary>
/// <param name="decide">From an output to what it says.</param>
/// <param name="output">Which of the outputs.</param>
internal sealed class Agreement(Func<Tensor, Tensor> decide, int output = 0) : IScoring
{
    private long _right, _all;

    public double Score => _all == 0 ? 0 : (double)_right / _all;

    /// <summary>Of independent labels: logits above 0 say yes.</summary>
    public static Agreement OfLabels() => new(o => o.gt(zeros(1)).to(ScalarType.Float32));

    public void Add(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        Tensor target = batch.Targets[LossInputs.MainTarget], counts = target.ne(tensor(CrossEntropy.Ignored));
        _right += decide(outputs[output]).eq(target).logical_and(counts).sum().item<long>();
        _all += counts.sum().item<long>();
    }
}
