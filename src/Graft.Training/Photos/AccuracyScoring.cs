using Graft.Training.Loop;
using static TorchSharp.torch;

namespace Graft.Training.Photos;

/// <summary>Share of examples whose greatest logit is their class's.</summary>
internal sealed class AccuracyScoring : IScoring
{
    private long _right, _all;

    public double Score => _all == 0 ? 0 : (double)_right / _all;

    public void Add(IReadOnlyList<Tensor> outputs, Batch batch)
    {
        Tensor target = batch.Targets[Losses.LossInputs.MainTarget];
        _right += outputs[0].argmax(1).eq(target).sum().item<long>();
        _all += batch.Count;
    }
}
