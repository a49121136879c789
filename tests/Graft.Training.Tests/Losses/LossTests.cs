using Graft.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Losses;

public class LossTests
{
    [Fact]
    public void CrossEntropy_TwoBatches_AverageToTheLossOfBoth()
    {
        using DisposeScope scope = NewDisposeScope();
        CrossEntropy loss = new() { ClassWeights = [1, 3], LabelSmoothing = 0.1 };
        Tensor logits = tensor(new[] { 1f, 0, 2, -1, 0, 3, 1, 1, 2, 0 }, [5, 2]);
        Tensor target = tensor(new long[] { 0, 1, 1, -100, 0 });
        LossValue all = Of(loss, logits, target), first = Of(loss, logits[..3], target[..3]), rest = Of(loss, logits[3..], target[3..]);
        double mean = (first.Mean.item<float>() * first.Weight + rest.Mean.item<float>() * rest.Weight) / (first.Weight + rest.Weight);
        mean.ShouldBe(all.Mean.item<float>(), 1e-6);
    }

    [Fact]
    public void Cosent_StackedEmbeddings_SplitsThemIntoMembers()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = tensor(new[] { 1f, 0, 0, 1 }, [2, 2]), b = tensor(new[] { 1f, 1, 1, 0 }, [2, 2]), label = tensor(new[] { 1f, 0 });
        LossValue stacked = new Cosent().Of(new LossInputs([cat([a, b], 0)], new Dictionary<string, Tensor> { ["target"] = label }, new Dictionary<string, Tensor>()));
        stacked.Mean.item<float>().ShouldBe(new Cosent().Of([a, b], label).item<float>());
        stacked.Weight.ShouldBe(2);
    }

    [Fact]
    public void GroupLoss_OddNumberOfRows_SaysHowManyItNeeds() =>
        Should.Throw<GraftException>(() => new Cosent().Of(new LossInputs([zeros(3, 2)], new Dictionary<string, Tensor>(), new Dictionary<string, Tensor>())))
            .Message.ShouldBe("Cosent needs 2 embeddings for each example, got 3 rows.");

    [Fact]
    public void Of_NoTargetInTheBatch_NamesWhatIsThere() =>
        Should.Throw<GraftException>(() => new CrossEntropy().Of(new LossInputs([zeros(3, 2)], new Dictionary<string, Tensor> { ["label"] = zeros(3) }, new Dictionary<string, Tensor>())))
            .Message.ShouldContain("label");

    [Fact]
    public void Of_EveryLoss_LeavesOneTensor()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones([4, 3], requires_grad: true), classes = zeros(4, ScalarType.Int64), values = ones(4, 3);
        PairLoss[] losses = [new CrossEntropy(), new Focal(), new BinaryCrossEntropy(), new BinaryFocal(), new Asymmetric(), new SquaredError(), new Huber()];
        foreach (PairLoss loss in losses)
        {
            long before = scope.DisposablesCount;
            loss.Of(x, loss is CrossEntropy or Focal ? classes : values);
            (scope.DisposablesCount - before).ShouldBe(1, loss.GetType().Name);
        }
    }

    private static LossValue Of(ILoss loss, Tensor logits, Tensor target) =>
        loss.Of(new LossInputs([logits], new Dictionary<string, Tensor> { ["target"] = target }, new Dictionary<string, Tensor>()));
}
