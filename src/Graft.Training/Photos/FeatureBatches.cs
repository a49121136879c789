using Graft.Features;
using Graft.Training.Execution;
using Graft.Training.Losses;
using Graft.Training.Loop;
using static TorchSharp.torch;

namespace Graft.Training.Photos;

/// <summary>Batches of cached features. Several views of the same photos take turns, one each epoch.</summary>
/// <param name="views">The same examples' features, one store for each view; every example has a row.</param>
/// <param name="examples">Which example of the data set each row is.</param>
/// <param name="targets">By example.</param>
/// <param name="plan">Batches of an epoch as rows.</param>
internal sealed class FeatureBatches(IReadOnlyList<FeatureStore> views, int[] examples, Targets targets, Func<int, IReadOnlyList<int[]>> plan) : IBatchSource
{
    public int Count => examples.Length;

    public IReadOnlyList<int[]> Plan(int epoch) => plan(epoch);

    public Batch Load(int[] rows, int epoch)
    {
        FeatureStore store = views[epoch % views.Count];
        Dictionary<string, Tensor> inputs = store.Tensors.ToDictionary(t => t, t => Copy(store, t, rows), StringComparer.Ordinal);
        return new(inputs, new Dictionary<string, Tensor> { [LossInputs.MainTarget] = targets.Of([.. rows.Select(r => examples[r])]) }, rows.Length);
    }

    private static Tensor Copy(FeatureStore store, string name, int[] rows)
    {
        Tensor values = empty([rows.Length, .. store.ShapeOf(name)], TensorMemory.TypeOf(store.TypeOf(name)));
        store.Copy(name, rows, values.bytes);
        return values;
    }
}
