using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Evaluation;

namespace Graft.Tests.Evaluation;

public class ComparisonTests
{
    [SharedFact("fixtures/metrics/comparison.json")]
    public void McNemar_EveryFixture_AgreesWithStatsmodels()
    {
        foreach ((string name, JsonElement given, JsonElement expected) in Of("mcnemar"))
        {
            JsonElement table = given.GetProperty("table");
            McNemar test = McNemar.Test(table[0][1].GetInt32(), table[1][0].GetInt32());
            MetricFixture.ShouldAgree(JsonSerializer.SerializeToNode(test, EvaluationJson.Readable.McNemar), expected, name);
        }
    }

    [SharedFact("fixtures/metrics/comparison.json")]
    public void Bootstrap_EveryFixture_AgreesWithNumpy()
    {
        foreach ((string name, JsonElement given, JsonElement expected) in Of("bootstrap"))
        {
            int[] labels = given.GetProperty("labels").Ints(), a = given.GetProperty("a").Ints(), b = given.GetProperty("b").Ints();
            int[][] draws = [.. given.GetProperty("resamples").EnumerateArray().Select(r => r.Ints())];
            string[] classes = [.. Enumerable.Range(0, given.GetProperty("classes").GetInt32()).Select(k => $"{k}")];
            foreach ((string metric, Func<ClassificationMetrics, double> value) in new (string, Func<ClassificationMetrics, double>)[] { ("accuracy", m => m.Accuracy), ("macro_f1", m => m.MacroF1) })
            {
                BootstrapComparison found = Bootstrap.Compare(rows => value(Score(a, rows)), rows => value(Score(b, rows)), labels.Length, draws);
                JsonObject json = JsonSerializer.SerializeToNode(found, EvaluationJson.Readable.BootstrapComparison)!.AsObject();
                json["interval_95_of_b"] = new JsonArray(found.IntervalOfB.Low, found.IntervalOfB.High);
                json["interval_95_of_difference"] = new JsonArray(found.IntervalOfDifference.Low, found.IntervalOfDifference.High);
                MetricFixture.ShouldAgree(json, expected.GetProperty(metric), $"{name} {metric}");
            }

            ClassificationMetrics Score(int[] predicted, int[] rows)
            {
                float[] scores = new float[rows.Length * classes.Length];
                for (int i = 0; i < rows.Length; i++) scores[(i * classes.Length) + predicted[rows[i]]] = 1;
                return ClassificationMetrics.Compute(scores, [.. rows.Select(r => labels[r])], classes);
            }
        }
    }

    [SharedFact("fixtures/metrics/comparison.json")]
    public void DeLong_EveryFixture_Agrees()
    {
        foreach ((string name, JsonElement given, JsonElement expected) in Of("delong"))
        {
            DeLong test = DeLong.Test(given.GetProperty("a").Floats(), given.GetProperty("b").Floats(), [.. given.GetProperty("labels").Ints().Select(l => l == 1)]);
            MetricFixture.ShouldAgree(JsonSerializer.SerializeToNode(test, EvaluationJson.Readable.DeLong), expected, name);
        }
    }

    [Fact]
    public void DeLong_SameScores_SaysNoDifference() => DeLong.Test([1, 2, 3, 4], [1, 2, 3, 4], [false, true, false, true]).P.ShouldBe(1);

    [Fact]
    public void McNemar_RightAndWrong_CountsWhatOneAloneHasRight() =>
        McNemar.Test([true, true, false, false], [true, false, true, false]).ShouldBe(McNemar.Test(1, 1));

    [Fact]
    public void Bootstrap_SameSeed_GivesTheSameInterval()
    {
        static double Mean(int[] rows) => rows.Average();
        Interval interval = Bootstrap.Of(Mean, 100, 200, seed: 3);
        interval.ShouldBe(Bootstrap.Of(Mean, 100, 200, seed: 3));
        interval.Low.ShouldBeInRange(40, 49.5);
        interval.High.ShouldBeInRange(49.5, 59);
    }

    [Fact]
    public void RejectOption_WantedPrecision_AnswersAsManyAsItMay()
    {
        RejectOption option = RejectOption.Of([0.9f, 0.8f, 0.8f, 0.7f, 0.6f], [true, true, false, true, false]);
        option.ForPrecision(0.7).ShouldBe(new RejectPoint(0.7f, 0.8, 0.75));
        option.ForPrecision(0.9).ShouldBe(new RejectPoint(0.9f, 0.2, 1));
        option.At(0.75).ShouldBe(new RejectPoint(0.75, 0.6, 2.0 / 3));
        RejectOption.Of([0.5f], [false]).ForPrecision(0.5).ShouldBeNull();
    }

    private static IEnumerable<(string Name, JsonElement Given, JsonElement Expected)> Of(string kind) => MetricFixture.Cases("comparison").Where(c => c.Given.GetProperty("kind").GetString() == kind);
}
