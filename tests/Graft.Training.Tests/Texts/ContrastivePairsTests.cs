using Graft.Data.Texts;
using Graft.Training.Texts;

namespace Graft.Training.Tests.Texts;

public class ContrastivePairsTests
{
    private static readonly TextExample[] Few = [.. Enumerable.Range(0, 40).Select(i => new TextExample($"{i}", $"{(i % 2 == 0 ? "up" : "down")} {i}") { Labels = [i % 2 == 0 ? "up" : "down"] })];
    private static readonly TextSet Set = new("few", TextTask.Classification, Few, ["down", "up"], null, []);

    [Fact]
    public void Of_FewTexts_PairsThemTwentyTimesWithTheirOwnKindAndTheOther()
    {
        TextSet pairs = ContrastivePairs.Of(Set, Few, seed: 3);
        pairs.Examples.Count.ShouldBe(40 * 2 * 20);
        foreach (TextExample pair in pairs.Examples) (pair.Text.Split(' ')[0] == pair.Pair!.Split(' ')[0]).ShouldBe(pair.Score == 1);
        pairs.Examples.ShouldNotContain(p => p.Text == p.Pair);
    }

    [Fact]
    public void Of_TheSameSeed_GivesTheSamePairs()
    {
        static string[] Pairs(long seed) => [.. ContrastivePairs.Of(Set, Few, seed).Examples.Select(e => $"{e.Text}|{e.Pair}")];
        Pairs(1).ShouldBe(Pairs(1));
        Pairs(1).ShouldNotBe(Pairs(2));
    }
}
