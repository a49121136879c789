using Graft.Training.Loop;

namespace Graft.Training.Tests.Loop;

public class SamplerTests
{
    [Fact]
    public void Shuffled_Epochs_AreOrdersOfTheirOwnThatRepeat()
    {
        Shuffled sampler = new(100, Seed: 7);
        sampler.Order(0).Order().ShouldBe(Enumerable.Range(0, 100));
        sampler.Order(0).ShouldBe(new Shuffled(100, 7).Order(0));
        sampler.Order(0).ShouldNotBe(sampler.Order(1));
        sampler.Order(0).ShouldNotBe(new Shuffled(100, 8).Order(0));
    }

    [Fact]
    public void Balanced_RareClass_IsSeenAsOftenAsTheFrequentOne()
    {
        int[] classes = [.. Enumerable.Range(0, 101).Select(i => i < 90 ? 0 : i < 97 ? 1 : 2)];
        Balanced sampler = new(classes, Seed: 0);
        int[] order = sampler.Order(0);
        order.Length.ShouldBe(101);
        order.CountBy(i => classes[i]).ShouldAllBe(c => c.Value == 33 || c.Value == 34);
        order.Where(i => classes[i] == 2).CountBy(i => i).ShouldAllBe(c => c.Value == 8 || c.Value == 9);
        order.Where(i => classes[i] == 0).Distinct().Count().ShouldBe(order.Count(i => classes[i] == 0));
        sampler.Order(1).ShouldNotBe(order);
    }

    [Fact]
    public void Of_LastBatchTooSmall_JoinsTheOneBefore()
    {
        int[] order = [.. Enumerable.Range(0, 9)];
        Batches.Of(order, 4).Select(b => b.Length).ShouldBe([4, 4, 1]);
        Batches.Of(order, 4, least: 2).Select(b => b.Length).ShouldBe([4, 5]);
        Batches.Of(order, 20, least: 10).Select(b => b.Length).ShouldBe([9]);
    }

    [Fact]
    public void ByLength_TokenBudget_HoldsAndLosesNothing()
    {
        SeededRandom random = Seeds.For("lengths", 0);
        int[] lengths = [.. Enumerable.Range(0, 500).Select(_ => 5 + random.NextInt(120))], order = new Shuffled(500, 1).Order(0);
        IReadOnlyList<int[]> batches = Batches.ByLength(order, lengths, size: 16, tokens: 1024, seed: 1, epoch: 0);
        batches.SelectMany(b => b).Order().ShouldBe(Enumerable.Range(0, 500));
        batches.ShouldAllBe(b => b.Length <= 16 && b.Length * b.Max(i => lengths[i]) <= 1024);
        double padding = 1 - lengths.Sum() / (double)batches.Sum(b => b.Length * b.Max(i => lengths[i]));
        padding.ShouldBeLessThan(0.05);
        Batches.ByLength(order, lengths, 16, 1024, 1, 0).SelectMany(b => b).ShouldBe(batches.SelectMany(b => b));
    }
}
