using System.Runtime.InteropServices;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Data.Images;
using Graft.Training.Losses;
using Graft.Training.Loop;
using static TorchSharp.torch;

namespace Graft.Training.Photos;

/// <summary>Batches of photos, decoded and varied anew in each epoch, for a tail that begins at the input.</summary>
/// <param name="input">Name of the graph's input.</param>
/// <param name="paths">All photos of the data set.</param>
/// <param name="examples">Those of this part, all readable.</param>
/// <param name="targets">By example.</param>
/// <param name="preprocessing">What the network wants.</param>
/// <param name="augmentation">How photos are varied.</param>
/// <param name="seed">The run's seed.</param>
/// <param name="plan">Batches of an epoch as positions in <paramref name="examples"/>.</param>
internal sealed class PhotoBatches(string input, IReadOnlyList<string> paths, int[] examples, Targets targets, Preprocessing preprocessing, AugmentationPolicy augmentation, long seed,
    Func<int, IReadOnlyList<int[]>> plan) : IBatchSource
{
    public int Count => examples.Length;

    public IReadOnlyList<int[]> Plan(int epoch) => plan(epoch);

    public Batch Load(int[] positions, int epoch)
    {
        int[] chosen = [.. positions.Select(p => examples[p])];
        Tensor pixels = empty([chosen.Length, .. preprocessing.Shape], ScalarType.Float32);
        Parallel.For(0, chosen.Length, i => augmentation.Apply(ImageDecoder.Decode(paths[chosen[i]]), preprocessing, seed, epoch, chosen[i], Pixels(pixels, i)));
        return new(new Dictionary<string, Tensor> { [input] = pixels }, new Dictionary<string, Tensor> { [LossInputs.MainTarget] = targets.Of(chosen) }, chosen.Length);
    }

    private Span<float> Pixels(Tensor batch, int i) => MemoryMarshal.Cast<byte, float>(batch.bytes).Slice(i * preprocessing.Length, preprocessing.Length);
}
