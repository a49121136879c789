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
/// <param name="states">The trunk's outputs for all windows; null where the tail begins at the inputs.</param>
/// <param name="examples">All texts of this part.</param>
/// <param name="padId">Id at padded positions.</param>
/// <param name="targets">What they should give: the examples' places and the batch's longest length to a tensor.</param>
/// <param name="plan">Batches of an epoch.</param>
internal sealed class TextBatches(IReadOnlyList<string> tensors, TextStates? states, EncodedExamples examples, int padId, Func<int[], int, Tensor> targets, Func<int, IReadOnlyList<int[]>> plan) : IBatchSource
{
    public int Count => examples.Lengths.Length;

    public IReadOnlyList<int[]> Plan(int epoch) => plan(epoch);

    public Batch Load(int[] rows, int epoch)
    {
        int[][] texts = examples.Of(rows);
        int[] windows = [.. texts.SelectMany(t => t)];
        IReadOnlyDictionary<string, TensorData> ids = TextInputs.Of([.. windows.Select(w => examples.Windows[w])], padId);
        Dictionary<string, Tensor> inputs = tensors.ToDictionary(t => t, t => ids.TryGetValue(t, out TensorData? data) ? TensorMemory.Copy(data) : States(t, windows), StringComparer.Ordinal);
        Dictionary<string, Tensor> wanted = new() { [LossInputs.MainTarget] = targets(rows, windows.Max(w => examples.Windows[w].Length)) };
        if (windows.Length > texts.Length) wanted[WindowMean.Shares] = WindowMean.SharesOf(texts);
        return new(inputs, wanted, rows.Length);
    }

    private Tensor States(string tensor, int[] windows)
    {
        (ElementType type, int[] sizes) = states!.ShapeOf(tensor, windows);
        Tensor values = zeros([.. sizes.Select(s => (long)s)], TensorMemory.TypeOf(type));
        states.Copy(tensor, windows, values.bytes);
        return values;
    }
}
