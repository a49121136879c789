using Graft.Data;

namespace Graft.Tests.Data;

public class PartitionTests
{
    private static ExampleSet Set(int perClass, Func<int, string?> group) => new("test",
        [.. new[] { "a", "b", "c" }.SelectMany(l => Enumerable.Range(0, perClass).Select(i => new Example($"{l}/{i:D3}", l, null, group(i))))], ["a", "b", "c"], []);

    [Fact]
    public void Of_Seed_DecidesAndRepeats()
    {
        ExampleSet set = Set(40, _ => null);
        Partition.Of(set, new(), 1).ShouldBe(Partition.Of(set, new(), 1));
        Partition.Of(set, new(), 1).ShouldNotBe(Partition.Of(set, new(), 2));
    }

    [Fact]
    public void Of_Classes_AreStratified()
    {
        ExampleSet set = Set(40, _ => null);
        Part[] parts = Partition.Of(set, new(), 0);
        foreach (string label in set.Classes)
        {
            Part[] mine = [.. parts.Where((_, i) => set.Examples[i].Label == label)];
            mine.Count(p => p == Part.Train).ShouldBe(28);
            mine.Count(p => p == Part.Validation).ShouldBe(6);
            mine.Count(p => p == Part.Test).ShouldBe(6);
        }
    }

    [Fact]
    public void Of_Groups_StayTogether()
    {
        ExampleSet set = Set(40, i => $"person {i / 4}");
        Part[] parts = Partition.Of(set, new(), 3);
        foreach (var group in set.Examples.Select((e, i) => (e.Group, Part: parts[i])).GroupBy(p => p.Group))
            group.Select(p => p.Part).Distinct().Count().ShouldBe(1);
        parts.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public void Of_GroupsOfOneClassEach_AreStratified()
    {
        ExampleSet set = Set(40, i => $"person {i / 2}");
        set = set with { Examples = [.. set.Examples.Select(e => e with { Group = $"{e.Label} {e.Group}" })] };
        for (int seed = 0; seed < 5; seed++)
        {
            Part[] parts = Partition.Of(set, new(), seed);
            foreach (string label in set.Classes)
                new[] { Part.Train, Part.Validation, Part.Test }.Select(p => parts.Where((x, i) => x == p && set.Examples[i].Label == label).Count()).ShouldBe([28, 6, 6]);
        }
    }

    [Fact]
    public void Of_ClassInOneGroupAlone_IsLearned()
    {
        ExampleSet set = Set(40, i => $"person {i / 10}");
        set = set with { Examples = [.. set.Examples, new Example("d/1", "d", null, "only"), new Example("d/2", "d", null, "only")], Classes = ["a", "b", "c", "d"] };
        Part[] parts = Partition.Of(set, new(), 2);
        parts[^2..].ShouldBe([Part.Train, Part.Train]);
    }

    [Fact]
    public void Of_TrainAloneIsNamed_IsDividedAllTheSame()
    {
        ExampleSet set = Set(40, _ => null);
        Part[] parts = Partition.Of(set with { Examples = [.. set.Examples.Select(e => e with { Part = Part.Train })] }, new(), 0);
        parts.Count(p => p == Part.Test).ShouldBe(18);
        Partition.Of(set with { Examples = [.. set.Examples.Select(e => e with { Part = Part.Train })] }, new(100, 0, 0), 0).ShouldAllBe(p => p == Part.Train);
    }

    [Theory]
    [InlineData("70/20")]
    [InlineData("0/50/50")]
    [InlineData("60/30/20")]
    [InlineData("a/b/c")]
    public void Parse_NoShares_SaysWhatIsExpected(string text) => Should.Throw<GraftException>(() => PartitionShares.Parse(text)).Message.ShouldContain("add up to 100");
}
