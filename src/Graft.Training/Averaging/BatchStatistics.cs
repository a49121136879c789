using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Averaging;

/// <summary>
/// Statistics of one batch norm, estimated anew: the plain mean over batches of their means and unbiased variances, a smaller last batch counting as much
/// as the others (torch's update_bn, momentum null).
/// </summary>
public sealed class BatchStatistics : IDisposable
{
    /// <summary>Mean over the batches of their means, (C).</summary>
    public Tensor? Mean { get; private set; }

    /// <summary>Mean over the batches of their unbiased variances, (C).</summary>
    public Tensor? Variance { get; private set; }

    /// <summary>Batches seen.</summary>
    public int Batches { get; private set; }

    /// <summary>Counts what enters the batch norm, (N, C, ...), N times the rest at least 2.</summary>
    /// <exception cref="GraftException">There is one value per channel, which has no variance.</exception>
    public void Add(Tensor activations)
    {
        using var still = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor byChannel = activations.transpose(0, 1).flatten(1);                // (C, values)
        if (byChannel.shape[1] < 2) throw new GraftException("Batch statistics need at least 2 values per channel, got 1: use larger batches, or freeze the statistics.");
        Batches++;
        Mean = Averaged(Mean, byChannel.mean([1]));
        Variance = Averaged(Variance, byChannel.var(1, true));
    }

    private Tensor Averaged(Tensor? old, Tensor added)
    {
        Tensor mean = (old is null ? added : old.Plus(added.sub(old), 1.0 / Batches)).DetachFromDisposeScope();
        old?.Dispose();
        return mean;
    }

    /// <summary>Frees the statistics.</summary>
    public void Dispose()
    {
        Mean?.Dispose();
        Variance?.Dispose();
    }
}
