using System.Text.Json;
using Graft.Evaluation;
using Graft.Evaluation.LabelErrors;

namespace Graft.Tests.Evaluation;

public class ConfidentLearningTests
{
    private const string Fixture = "fixtures/metrics/label_errors.json";

    [SharedFact(Fixture)]
    public void ConfidentJoint_EveryFixture_IsCleanlabs()
    {
        foreach ((string name, float[] probabilities, int[] labels, int classes, JsonElement expected) in Cases())
        {
            ConfidentJoint joint = ConfidentJoint.Of(new ScoreTable(probabilities, labels, classes));
            foreach ((string what, object found) in new (string, object)[] { ("thresholds", joint.Thresholds), ("confident_joint_counts", Doubles(joint.Counts)), ("confident_joint", Doubles(joint.Calibrated)), ("joint", joint.Joint()) })
                MetricFixture.ShouldAgree(JsonSerializer.SerializeToNode(found), expected.GetProperty(what), $"{name} {what}");
        }
    }

    [SharedFact(Fixture)]
    public void Find_EveryFilter_FindsWhatCleanlabFinds()
    {
        foreach ((string name, float[] probabilities, int[] labels, int classes, JsonElement expected) in Cases())
        {
            double[] margin = ConfidentLearning.NormalizedMargin(probabilities, labels, classes), confidence = ConfidentLearning.SelfConfidence(probabilities, labels, classes);
            MetricFixture.ShouldAgree(JsonSerializer.SerializeToNode(margin), expected.GetProperty("quality").GetProperty("normalized_margin"), name);
            MetricFixture.ShouldAgree(JsonSerializer.SerializeToNode(confidence), expected.GetProperty("quality").GetProperty("self_confidence"), name);
            foreach (JsonProperty filter in expected.GetProperty("issues").EnumerateObject())
            {
                LabelErrorFilter which = Enum.Parse<LabelErrorFilter>(filter.Name.Replace("_", "", StringComparison.Ordinal), ignoreCase: true);
                IReadOnlyList<SuspectedLabel> found = ConfidentLearning.Find(probabilities, labels, classes, which);
                found.Select(s => s.Row).ShouldBe(filter.Value.GetProperty("by_self_confidence").Ints(), $"{name} {filter.Name}");
                found.OrderBy(s => margin[s.Row]).Select(s => s.Row).ShouldBe(filter.Value.GetProperty("by_normalized_margin").Ints(), $"{name} {filter.Name}");
            }
            ConfidentLearning.Find(probabilities, labels, classes, LabelErrorFilter.ConfidentLearning).Count.ShouldBe(expected.GetProperty("estimated_issues").GetInt32(), name);
        }
    }

    [Fact]
    public void Find_NotFinite_NamesTheRow() =>
        Should.Throw<GraftException>(() => ConfidentLearning.Find([0.5f, 0.5f, float.NaN, 1], [0, 1], 2)).Message.ShouldContain("row 1 has the score NaN for class 0");

    private static double[][] Doubles(int[][] rows) => [.. rows.Select(r => r.Select(n => (double)n).ToArray())];

    private static IEnumerable<(string, float[], int[], int, JsonElement)> Cases() => MetricFixture.Cases("label_errors")
        .Select(c => (c.Name, c.Given.GetProperty("probabilities").Floats(), c.Given.GetProperty("labels").Ints(), c.Given.GetProperty("classes").GetInt32(), c.Expected));
}
