namespace Graft.Tests;

public class SeedsTests
{
    [Fact] public void Hash_OfTheEmptyText_IsTheOffsetOfFnv() => Seeds.Hash("").ShouldBe(0xCBF29CE484222325);

    [Fact] public void Hash_OfA_IsThePublishedValue() => Seeds.Hash("a").ShouldBe(0xAF63DC4C8601EC8C);

    [Fact] public void NextBits_OfARestoredState_AreThoseOfXoshiro256StarStar() =>
        Draw(SeededRandom.Restore((1, 2, 3, 4)), 4, r => r.NextBits()).ShouldBe([11520UL, 0UL, 1509978240UL, 1215971899390074240UL]);

    [Fact] public void For_TheSameKey_GivesTheSameDraws() =>
        Draw(Seeds.For("crop", 7, 3, 11), 20, r => r.NextBits()).ShouldBe(Draw(Seeds.For("crop", 7, 3, 11), 20, r => r.NextBits()));

    [Fact]
    public void For_KeysThatDifferInOnePart_GivesDifferentDraws()
    {
        SeededRandom[] all = [Seeds.For("a", 0), Seeds.For("b", 0), Seeds.For("a", 1), Seeds.For("a", 0, 0, 0), Seeds.For("a", 0, 1, 0), Seeds.For("a", 0, 0, 1)];
        all.Select(r => r.NextBits()).Distinct().Count().ShouldBe(all.Length);
    }

    [Fact]
    public void NextDouble_Of10000_IsUniform()
    {
        double[] draws = Draw(Seeds.For("uniform", 1), 10_000, r => r.NextDouble());
        draws.ShouldAllBe(d => d >= 0 && d < 1);
        draws.Average().ShouldBe(0.5, 0.01);
    }

    [Fact]
    public void NextGaussian_Of10000_HasMean0AndVariance1()
    {
        double[] draws = Draw(Seeds.For("normal", 1), 10_000, r => r.NextGaussian());
        draws.Average().ShouldBe(0, 0.03);
        draws.Average(d => d * d).ShouldBe(1, 0.05);
    }

    [Fact]
    public void NextInt_Of7_GivesEveryValueEquallyOften() =>
        Draw(Seeds.For("dice", 1), 7_000, r => r.NextInt(7)).CountBy(v => v).Select(c => c.Value).ShouldAllBe(n => n > 850 && n < 1150);

    [Fact]
    public void Shuffle_OfNumbers_KeepsEachOne()
    {
        int[] numbers = [.. Enumerable.Range(0, 100)];
        Seeds.For("shuffle", 1).Shuffle<int>(numbers);
        numbers.ShouldNotBe(Enumerable.Range(0, 100));
        numbers.Order().ShouldBe(Enumerable.Range(0, 100));
    }

    private static T[] Draw<T>(SeededRandom random, int count, Func<SeededRandom, T> next) => [.. Enumerable.Range(0, count).Select(_ => next(random))];
}
