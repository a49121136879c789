using System.Globalization;
using System.Text.RegularExpressions;
using Graft.Samples.BloodPressure;

namespace Graft.Cli.Tests.Demo;

public class SentenceTests
{
    [Fact]
    public void Train_SameSeed_GivesTheSameSentencesAndMoreOfThemBeginAlike()
    {
        Generator.Train(200, seed: 1).ShouldBe(Generator.Train(300, seed: 1).Take(200));
        Generator.Train(200, seed: 2).ShouldNotBe(Generator.Train(200, seed: 1));
    }

    [Fact]
    public void Sentences_HaveNoOpenSlotsAndBothLabels()
    {
        Sentence[] all = [.. Generator.Train(3000, seed: 0), .. Generator.Test(1000, seed: 0), .. Contrast.Make(200, seed: 0)];
        all.ShouldAllBe(s => !s.Text.Contains('{'));
        all.Select(s => s.Label).Distinct().Order().ShouldBe(["high", "normal"]);
        all.Count(s => s.Label == "high").ShouldBeInRange(all.Length / 4, all.Length / 2);
    }

    [Fact]
    public void TrainAndTest_ShareNoSentence() => Generator.Train(5000, seed: 0).Select(s => s.Text).Intersect(Generator.Test(1000, seed: 0).Select(s => s.Text)).ShouldBeEmpty();

    [Theory]
    [InlineData(150, "one fifty", "one hundred fifty", "one hundred and fifty")]
    [InlineData(90, "ninety", "ninety", "ninety")]
    [InlineData(105, "one oh five", "one hundred five", "one hundred and five")]
    [InlineData(200, "two hundred", "two hundred", "two hundred")]
    public void Dictated_Number_IsWhatPeopleSay(int number, params string[] ways) =>
        Enumerable.Range(0, 60).Select(i => Numbers.Dictated(Seeds.For("test", i), number)).Distinct().Order().ShouldBe(ways.Distinct().Order());

    [Fact]
    public void Label_OfATypedReading_FollowsTheLimits()
    {
        foreach (Sentence s in Generator.Train(3000, seed: 3).Where(s => s.Kind == "single"))
            if (Regex.Match(s.Text, @"\b(\d{2,3}) ?(?:/|over) ?(\d{2,3})\b(?!/)") is { Success: true } reading && !s.Text.Contains("acuity", StringComparison.Ordinal) && !s.Text.StartsWith("On ", StringComparison.Ordinal))
                s.Label.ShouldBe(Value(reading, 1) >= 140 || Value(reading, 2) >= 90 ? "high" : "normal", s.Text);
    }

    [Fact]
    public void Contrast_PairsDifferInOneThing()
    {
        foreach (Sentence[] pair in Contrast.Make(200, seed: 0).GroupBy(s => s.Pair).Select(p => p.ToArray()))
        {
            pair.Select(s => s.Label).ShouldBe(["high", "normal"]);
            string[] numbers = [.. pair.Select(s => string.Join(' ', Regex.Matches(s.Text, @"\d+").Select(m => m.Value)))], words = [.. pair.Select(s => Regex.Replace(s.Text, @"\d+", "#"))];
            if (pair[0].Kind is "number" or "near") words[0].ShouldBe(words[1]);
            if (pair[0].Kind is "goal" or "pulse" or "dose" or "person" or "denied") numbers[0].ShouldBe(numbers[1]);
        }
    }

    private static int Value(Match reading, int group) => int.Parse(reading.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
}
