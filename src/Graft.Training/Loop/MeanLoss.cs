using Graft.Training.Losses;

namespace Graft.Training.Loop;

/// <summary>The mean over batches, as if they were one.</summary>
internal sealed class MeanLoss
{
    private double _sum, _weight;

    public double Value => _weight > 0 ? _sum / _weight : 0;

    /// <summary>Counts a batch.</summary>
    /// <exception cref="GraftException">The loss is no number.</exception>
    public void Add(LossValue loss)
    {
        double mean = loss.Mean.item<float>();
        if (!double.IsFinite(mean))
            throw new GraftException("The loss is not a finite number any more: the weights have diverged. Take a smaller rate (--rate, or ask graft lr-find), or train the head first (--policy gradual).");
        (_sum, _weight) = (_sum + (mean * loss.Weight), _weight + loss.Weight);
    }
}
