using Graft.Training.Losses;
using Graft.Training.Loop;
using static TorchSharp.torch;

namespace Graft.Training.Scoring;

/// <summary>The loss of numbers with its sign turned, so that greater is better.</summary>
/// <param name="loss">A mean over the rows.</param>
internal sealed class NegativeError(PairLoss loss) : IScoring
{
    private double _sum;
    private long _all;

    public double Score => _all == 0 ? 0 : -_sum / _all;

    public void Add(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        using Tensor mean = loss.Of(outputs[0], batch.Targets[LossInputs.MainTarget]);
        _sum += mean.item<float>() * batch.Count;
        _all += batch.Count;
    }
}
