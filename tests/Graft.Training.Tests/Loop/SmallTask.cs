using Graft.Graphs;
using Graft.Inference;
using Graft.Tests;
using Graft.Training.Losses;
using Graft.Training.Loop;
using Graft.Training.Photos;
using Graft.Training.Policies;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Loop;

/// <summary>ResNet-20 on 24 drawn pictures of 32 x 32 pixels in 3 classes that differ in brightness by channel.</summary>
internal sealed class SmallTask
{
    public const int Count = 24, Classes = 3, Side = 32;
    private readonly float[] _pixels = [.. SyntheticWeights.Tensor("pictures", [Count, 3, Side, Side], 0.5, 0).ToFloats()
        .Select((v, i) => v + (i / (Side * Side) % 3 == i / (3 * Side * Side) % Classes ? 1 : 0))];

    public SmallTask()
    {
        Graph declared = Policies.Backbones.WithHead("resnet20");
        Model = declared.With(declared.Initializers.Where(i => !i.Value.HasData || i.Key == "head.weight").Select(i => KeyValuePair.Create(i.Key,
            SyntheticWeights.Parameter(i.Key, i.Value.Shape, i.Key.Contains("bn", StringComparison.Ordinal), 1))));
    }

    /// <summary>The network with a head, not yet trained.</summary>
    public Graph Model { get; }

    public Objective Objective { get; } = new(["logits"], new CrossEntropy(), () => new AccuracyScoring());

    /// <summary>Examples for a cut, their features computed by ONNX Runtime.</summary>
    public PhaseData Data(Graph whole, Frontier frontier) => new(Source(whole, frontier.Tensors), Source(whole, frontier.Tensors));

    /// <summary>Examples for the uncut graph.</summary>
    public PhaseData Pixels(Graph whole) => new(Source(whole, [whole.Inputs[0].Name]), null);

    public ArraySource Source(Graph whole, IReadOnlyList<string> tensors)
    {
        string input = whole.Inputs[0].Name;
        TensorData pixels = TensorData.Of(_pixels, Count, 3, Side, Side);
        if (tensors.SequenceEqual([input])) return new(new Dictionary<string, TensorData> { [input] = pixels });
        using OnnxSession trunk = new(whole.Between([input], tensors), 1);
        return new(trunk.Outputs.Zip(trunk.Run(new Dictionary<string, TensorData> { [input] = pixels })).ToDictionary(p => p.First, p => p.Second));
    }
}

/// <summary>Batches out of tensors in memory.</summary>
internal sealed class ArraySource(IReadOnlyDictionary<string, TensorData> tensors) : IBatchSource
{
    public int Count => SmallTask.Count;

    public IReadOnlyList<int[]> Plan(int epoch) => Batches.Of(new Shuffled(Count, 5).Order(epoch), 8);

    public Batch Load(int[] rows, int epoch) => new(tensors.ToDictionary(t => t.Key, t => Rows(t.Value, rows)),
        new Dictionary<string, Tensor> { [LossInputs.MainTarget] = tensor(rows.Select(r => (long)(r % SmallTask.Classes)).ToArray()) }, rows.Length);

    private static Tensor Rows(TensorData data, int[] rows)
    {
        int width = (int)(data.Count / data.Shape[0]);
        float[] values = [.. rows.SelectMany(r => data.Span<float>().Slice(r * width, width).ToArray())];
        return tensor(values, [rows.Length, .. data.Shape.Skip(1)]);
    }
}
