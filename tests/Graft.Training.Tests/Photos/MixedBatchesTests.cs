using System.Runtime.InteropServices;
using Graft.Training.Losses;
using Graft.Training.Loop;
using Graft.Training.Photos;
using Graft.Training.Tests.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Photos;

public class MixedBatchesTests
{
    private static readonly int[] s_rows = [0, 1, 2, 3];

    [Fact]
    public void Load_MixUp_MixesInputsAndLabelsByTheSameShare()
    {
        (float[] pure, _) = Load(Source());
        (float[] mixed, float[] labels) = Load(new MixedBatches(Source(), PhotoMix.MixUp, SmallTask.Classes, seed: 1));

        float share = labels[SmallTask.Classes + 1]; // example 1 is of class 1, its neighbour of class 0
        labels[SmallTask.Classes].ShouldBe(1 - share, 1e-6f);
        int length = pure.Length / s_rows.Length;
        mixed[length].ShouldBe(share * pure[length] + (1 - share) * pure[0], 1e-5f);
        mixed[0].ShouldBe(share * pure[0] + (1 - share) * pure[3 * length], 1e-5f);
    }

    [Fact]
    public void Load_CutMix_LabelsByThePixelsThatAreKept()
    {
        (float[] pure, _) = Load(Source());
        (float[] mixed, float[] labels) = Load(new MixedBatches(Source(), PhotoMix.CutMix, SmallTask.Classes, seed: 2));

        int length = pure.Length / s_rows.Length;
        double kept = Enumerable.Range(length, length).Count(i => mixed[i] == pure[i]) / (double)length;
        labels[SmallTask.Classes + 1].ShouldBe((float)kept, 1e-6f);
        Enumerable.Range(0, s_rows.Length).ShouldAllBe(i => Math.Abs(labels.Skip(i * SmallTask.Classes).Take(SmallTask.Classes).Sum() - 1) < 1e-6);
    }

    [Fact]
    public void Load_SameEpoch_MixesTheSame_AnotherOtherwise()
    {
        MixedBatches batches = new(Source(), PhotoMix.MixUp, SmallTask.Classes, seed: 1);
        Load(batches).Values.ShouldBe(Load(batches).Values);
        Load(batches, epoch: 1).Values.ShouldNotBe(Load(batches).Values);
    }

    private static ArraySource Source()
    {
        SmallTask task = new();
        return task.Source(task.Model, [task.Model.Inputs[0].Name]);
    }

    private static (float[] Values, float[] Labels) Load(IBatchSource source, int epoch = 0)
    {
        using DisposeScope scope = NewDisposeScope();
        Batch batch = source.Load(s_rows, epoch);
        return (Floats(batch.Inputs.Values.Single()), Floats(batch.Targets[LossInputs.MainTarget].to(ScalarType.Float32)));
    }

    private static float[] Floats(Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes).ToArray();
}
