using System.Runtime.InteropServices;
using Graft.Data.Augmentation;
using Graft.Training.Losses;
using Graft.Training.Loop;
using static TorchSharp.torch;

namespace Graft.Training.Photos;

/// <summary>How the photos of a batch, and their labels with them, are mixed while training.</summary>
public enum PhotoMix
{
    /// <summary>Not at all.</summary>
    None,
    /// <summary>Weighted sums of two (Zhang et al. 2018, arXiv:1710.09412), shares drawn from Beta(0.2, 0.2); of features where a trunk is frozen.</summary>
    MixUp,
    /// <summary>A box of another is pasted (Yun et al. 2019, arXiv:1905.04899), shares drawn from Beta(1, 1); wants pixels, so everything must learn.</summary>
    CutMix,
}

/// <summary>Batches whose examples are mixed with their neighbours in the batch; labels become rows of class probabilities.</summary>
/// <param name="source">Batches with one class per example.</param>
/// <param name="mix">How.</param>
/// <param name="classes">Number of classes.</param>
/// <param name="seed">The run's seed.</param>
internal sealed class MixedBatches(IBatchSource source, PhotoMix mix, int classes, long seed) : IBatchSource
{
    public int Count => source.Count;

    public IReadOnlyList<int[]> Plan(int epoch) => source.Plan(epoch);

    public Batch Load(int[] rows, int epoch)
    {
        using Batch pure = source.Load(rows, epoch).Detached();
        SeededRandom random = Seeds.For("mix", seed, epoch, rows[0]);
        double alpha = mix == PhotoMix.MixUp ? 0.2 : 1, share = Beta(alpha, random);
        Dictionary<string, Tensor> inputs = [];
        foreach ((string name, Tensor values) in pure.Inputs)
        {
            (float[] mixed, share) = Mixed(values, share, random);
            inputs[name] = tensor(mixed, values.shape);
        }
        Dictionary<string, Tensor> targets = pure.Targets.ToDictionary(t => t.Key, t => t.Key == LossInputs.MainTarget ? Mixed(t.Value, (float)share) : t.Value.alias(), StringComparer.Ordinal);
        return new(inputs, targets, pure.Count);
    }

    private (float[] Values, double Share) Mixed(Tensor values, double share, SeededRandom random)
    {
        ReadOnlySpan<float> floats = MemoryMarshal.Cast<byte, float>(values.bytes);
        int examples = (int)values.shape[0];
        if (mix == PhotoMix.MixUp) return (Mixing.MixUp(floats, examples, (float)share), share);
        (int height, int width) = ((int)values.shape[2], (int)values.shape[3]);
        (float[] mixed, float kept) = Mixing.CutMix(floats, examples, height, width, share, random.NextInt(width), random.NextInt(height));
        return (mixed, kept);
    }

    private Tensor Mixed(Tensor labels, float share)
    {
        float[] probabilities = new float[labels.shape[0] * classes];
        long[] each = labels.data<long>().ToArray();
        for (int i = 0; i < each.Length; i++)
        {
            probabilities[i * classes + each[i]] += share;
            probabilities[i * classes + each[i == 0 ? ^1 : i - 1]] += 1 - share;
        }
        return tensor(probabilities, [each.Length, classes]);
    }

    /// <summary>Beta(alpha, alpha) for alpha of at most 1 (Jöhnk 1964).</summary>
    private static double Beta(double alpha, SeededRandom random)
    {
        while (true)
        {
            double x = Math.Pow(random.NextDouble(), 1 / alpha), y = Math.Pow(random.NextDouble(), 1 / alpha);
            if (x + y is > 0 and <= 1) return x / (x + y);
        }
    }
}
