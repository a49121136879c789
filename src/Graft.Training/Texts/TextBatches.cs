using Graft.Features;
using Graft.Graphs;
using Graft.Text;
using Graft.Training.Execution;
using Graft.Training.Losses;
using Graft.Training.Loop;
using static TorchSharp.torch;

namespace Graft.Training.Texts;

/// <summary>Batches of texts of like length, filled up to their longest: token ids, and where a trunk is frozen its states.</summary>
/// <param name="tensors">What the tail reads: names of the model's inputs and of the trunk's outputs.</param>
/// <param name="states">The trunk's outputs; null where the tail begins at the inputs.</param>
/// <param name="encodings">All texts of this part.</param>
/// <param name="padId">Id at padded positions.</param>
/// <param name="targets">What they should give: the texts' places and the batch's longest length to a tensor.</param>
/// <param name="plan">Batches of an epoch.</param>
internal sealed class TextBatches(IReadOnlyList<string> tensors, TextStates? states, IReadOnlyList<Encoding> encodings, int padId, Func<int[], int, Tensor> targets, Func<int, IReadOnlyList<int[]>> plan) : IBatchSource
{
    public int Count => encodings.Count;

    public IReadOnlyList<int[]> Plan(int epoch) => plan(epoch);

    public Batch Load(int[] rows, int epoch)
    {
        IReadOnlyDictionary<string, TensorData> ids = TextInputs.Of([.. rows.Select(r => encodings[r])], padId);
        Dictionary<string, Tensor> inputs = tensors.ToDictionary(t => t, t => ids.TryGetValue(t, out TensorData? data) ? TensorMemory.Copy(data) : States(t, rows), StringComparer.Ordinal);
        return new(inputs, new Dictionary<string, Tensor> { [LossInputs.MainTarget] = targets(rows, rows.Max(r => encodings[r].Length)) }, rows.Length);
    }

    private Tensor States(string tensor, int[] rows)
    {
        (ElementType type, int[] sizes) = states!.ShapeOf(tensor, rows);
        Tensor values = zeros([.. sizes.Select(s => (long)s)], TensorMemory.TypeOf(type));
        states.Copy(tensor, rows, values.bytes);
        return values;
    }
}
