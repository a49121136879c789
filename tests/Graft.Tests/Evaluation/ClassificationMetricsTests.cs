using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Evaluation;

namespace Graft.Tests.Evaluation;

public class ClassificationMetricsTests
{
    private static readonly string[] Two = ["ant", "bee"];
    private static readonly JsonSerializerOptions SnakeCase = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    [SharedFact("fixtures/metrics/classification.json")]
    public void Compute_EveryFixture_AgreesWithScikitLearn()
    {
        foreach ((string name, JsonElement given, JsonElement expected) in MetricFixture.Cases("classification"))
        {
            int[] labels = given.GetProperty("labels").Ints();
            float[] probabilities = given.GetProperty("probabilities").Floats();
            string[] classes = [.. Enumerable.Range(0, given.GetProperty("classes").GetInt32()).Select(k => $"{k}")];
            MetricFixture.ShouldAgree(AsFixture(ClassificationMetrics.Compute(probabilities, labels, classes), probabilities, labels), expected, name);
        }
    }

    [Fact]
    public void Compute_NotFinite_NamesEveryRow() => Should.Throw<GraftException>(() =>
            ClassificationMetrics.Compute([0.5f, 0.5f, float.NaN, 0.5f, 0, float.PositiveInfinity], [0, 1, 1], Two))
        .Message.ShouldBe("These scores cannot be evaluated: row 1 has the score NaN for class 0; row 2 has the score infinity for class 1.");

    [Fact]
    public void Compute_LabelIsNoClass_NamesTheRow() =>
        Should.Throw<GraftException>(() => ClassificationMetrics.Compute([0.5f, 0.5f], [2], Two)).Message.ShouldContain("row 0 has label 2, expected 0 to 1");

    [Fact]
    public void Compute_Logits_PointsToTheOtherFunction() =>
        Should.Throw<GraftException>(() => ClassificationMetrics.Compute([3, -2], [0], Two)).Message.ShouldContain("give logits to the function for logits");

    [Fact]
    public void Compute_NoExamples_IsRefused() => Should.Throw<GraftException>(() => ClassificationMetrics.Compute([], [], Two)).Message.ShouldContain("got none");

    [Fact]
    public void ComputeFromLogits_IsComputeOfSoftmax()
    {
        ClassificationMetrics metrics = ClassificationMetrics.ComputeFromLogits([1000, 1001, 0, 0], [1, 1], Two);
        metrics.LogLoss.ShouldBe((Math.Log(1 + Math.Exp(-1)) + Math.Log(2)) / 2, 1e-7);
        metrics.Accuracy.ShouldBe(0.5);
    }

    [Fact]
    public void Json_ReadBack_IsTheSame()
    {
        TaskMetrics metrics = ClassificationMetrics.Compute([0.25f, 0.75f, 0.5f, 0.5f], [1, 1], Two) with { ChosenOn = true };
        string json = JsonSerializer.Serialize(metrics, EvaluationJson.Readable.TaskMetrics);
        JsonNode node = JsonNode.Parse(json)!;
        node["chosen_on"]!.GetValue<bool>().ShouldBeTrue();
        node["per_class"]![1]!["label"]!.GetValue<string>().ShouldBe("bee");
        node["macro_f1"]!.GetValue<double>().ShouldBe(((ClassificationMetrics)metrics).Macro.F1);
        node.AsObject().ContainsKey("roc_auc").ShouldBeTrue("undefined values are null, not absent");
        JsonSerializer.Serialize(JsonSerializer.Deserialize(json, EvaluationJson.Readable.TaskMetrics)!, EvaluationJson.Readable.TaskMetrics).ShouldBe(json);
    }

    /// <summary>Our JSON with the fixture's names where they differ.</summary>
    private static JsonObject AsFixture(ClassificationMetrics metrics, float[] probabilities, int[] labels)
    {
        JsonObject json = JsonSerializer.SerializeToNode<TaskMetrics>(metrics, EvaluationJson.Readable.TaskMetrics)!.AsObject();
        json["wilson_95"] = new JsonArray(metrics.AccuracyInterval.Low, metrics.AccuracyInterval.High);
        json["roc_auc_per_class"] = new JsonArray([.. metrics.PerClass.Select(c => (JsonNode?)c.RocAuc)]);
        json["average_precision_per_class"] = new JsonArray([.. metrics.PerClass.Select(c => (JsonNode?)c.AveragePrecision)]);
        if (metrics.PerClass.Count != 2) return json;
        float[] ofSecond = [.. probabilities.Where((_, i) => i % 2 == 1)];
        bool[] second = [.. labels.Select(l => l == 1)];
        json["roc_curve"] = Snake(RocCurve.Of(ofSecond, second));
        json["pr_curve"] = Snake(PrecisionRecallCurve.Of(ofSecond, second));
        return json;
    }

    private static JsonNode? Snake<T>(T value) => JsonSerializer.SerializeToNode(value, SnakeCase);
}
