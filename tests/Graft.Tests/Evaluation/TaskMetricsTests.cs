using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Evaluation;

namespace Graft.Tests.Evaluation;

public class TaskMetricsTests
{
    private static readonly string[] Two = ["cat", "dog"];

    [SharedFact("fixtures/metrics/multilabel.json")]
    public void Multilabel_EveryFixture_AgreesWithScikitLearn()
    {
        foreach ((string name, JsonElement given, JsonElement expected) in MetricFixture.Cases("multilabel"))
        {
            string[] labels = [.. Enumerable.Range(0, given.GetProperty("labels")[0].GetArrayLength()).Select(k => $"{k}")];
            bool[] has = [.. given.GetProperty("labels").Floats().Select(v => v > 0)];
            JsonObject json = Json(MultilabelMetrics.Compute(given.GetProperty("probabilities").Floats(), has, labels));
            json["per_label"] = json["per_class"]!.DeepClone();
            MetricFixture.ShouldAgree(json, expected, name);
        }
    }

    [SharedFact("fixtures/metrics/regression.json")]
    public void Regression_EveryFixture_AgreesWithScikitLearnAndScipy()
    {
        foreach ((string name, JsonElement given, JsonElement expected) in MetricFixture.Cases("regression"))
        {
            float[] targets = given.GetProperty("targets").Floats(), predictions = given.GetProperty("predictions").Floats();
            if (!expected.TryGetProperty("per_target", out JsonElement perTarget))
            {
                MetricFixture.ShouldAgree(Json(RegressionMetrics.Compute(predictions, targets)), expected, name);
                continue;
            }
            int width = perTarget.GetArrayLength();
            RegressionMetrics[] each = [.. Enumerable.Range(0, width).Select(k => RegressionMetrics.Compute(Column(predictions, k, width), Column(targets, k, width)))];
            for (int k = 0; k < width; k++) MetricFixture.ShouldAgree(Json(each[k]), perTarget[k], $"{name}[{k}]");
            MetricFixture.ShouldAgree(JsonSerializer.SerializeToNode(RegressionAverages.Of(each), EvaluationJson.Readable.RegressionAverages), expected.GetProperty("mean"), name);
        }
    }

    [SharedFact("fixtures/metrics/tagging.json")]
    public void Tagging_EveryFixture_AgreesWithSeqeval()
    {
        foreach ((string name, JsonElement given, JsonElement expected) in MetricFixture.Cases("tagging"))
        {
            TagScheme scheme = Enum.Parse<TagScheme>(given.GetProperty("scheme").GetString()!, ignoreCase: true);
            string[][] actual = Tags(given.GetProperty("true")), predicted = Tags(given.GetProperty("predicted"));
            TaggingMetrics metrics = TaggingMetrics.Compute(predicted, actual, scheme);
            MetricFixture.ShouldAgree(AsFixture(Json(metrics), predicted, actual, EntitySpan.Read), expected.GetProperty("default"), name);
            if (!expected.TryGetProperty("strict", out JsonElement strict)) continue;
            MetricFixture.ShouldAgree(AsFixture(Json(metrics)["strict"]!.DeepClone().AsObject(), predicted, actual, t => EntitySpan.ReadStrict(t, scheme)), strict, $"{name} strict");
        }
    }

    [SharedFact("fixtures/metrics/retrieval.json")]
    public void Retrieval_EveryFixture_Agrees()
    {
        foreach ((string name, JsonElement given, JsonElement expected) in MetricFixture.Cases("retrieval"))
        {
            float[][] scores = Rows(given.GetProperty("scores")), relevance = Rows(given.GetProperty("relevance"));
            JsonObject json = Json(RetrievalMetrics.Compute(scores, relevance));
            json["mean"]!["mrr"] = json["mrr"]!.DeepClone();
            json["mean"]!["map"] = json["map"]!.DeepClone();
            json["per_query"] = new JsonArray([.. RetrievalMetrics.PerQuery(scores, relevance).Select(q => q is null ? null : JsonSerializer.SerializeToNode(q, EvaluationJson.Readable.RankingMeasures))]);
            MetricFixture.ShouldAgree(json, expected, name);
        }
    }

    [Fact]
    public void Multilabel_NotFinite_NamesTheRows() =>
        Should.Throw<GraftException>(() => MultilabelMetrics.Compute([0.5f, float.NaN, 2, 0], [true, false, true, false], Two)).Message
            .ShouldBe("These scores cannot be evaluated: row 0 has the score NaN for class 1; row 1 has 2 for label 0, expected 0 to 1.");

    [Fact]
    public void Regression_NotFinite_NamesTheRows() =>
        Should.Throw<GraftException>(() => RegressionMetrics.Compute([1, float.NegativeInfinity], [float.NaN, 1])).Message
            .ShouldBe("These scores cannot be evaluated: row 1 has the prediction infinity; row 0 has the target NaN.");

    [Fact]
    public void Retrieval_NotFinite_NamesTheQuery() =>
        Should.Throw<GraftException>(() => RetrievalMetrics.Compute([[1, float.NaN]], [[0, 1]])).Message.ShouldContain("query 0 has the score NaN for document 1");

    [Fact]
    public void Tagging_NoTag_NamesSequenceAndToken() =>
        Should.Throw<GraftException>(() => TaggingMetrics.Compute([["O", "PER"]], [["O", "O"]])).Message.ShouldContain("Sequence 0, predicted tags: Token 1: expected the tag O, B-TYPE or I-TYPE, found 'PER'");

    [Fact]
    public void Tagging_OverlapOfTheRightType_CountsHalf()
    {
        TaggingMetrics metrics = TaggingMetrics.Compute([["B-A", "O", "B-B", "B-A"]], [["B-A", "I-A", "B-A", "B-A"]]);
        metrics.EntityF1.ShouldBe(1.0 / 3, 1e-12);
        metrics.PartialF1.ShouldBe(0.5, 1e-12);
    }

    [Fact]
    public void Json_OfEveryTask_IsReadBack()
    {
        TaskMetrics[] all =
        [
            MultilabelMetrics.Compute([0.5f, 0.25f], [true, false], Two), RegressionMetrics.Compute([1, 2], [1, 3]),
            TaggingMetrics.Compute([["B-A"]], [["B-A"]]), RetrievalMetrics.Compute([[1, 2]], [[0, 1]]),
        ];
        foreach (TaskMetrics metrics in all)
        {
            string json = JsonSerializer.Serialize(metrics, EvaluationJson.Readable.TaskMetrics);
            JsonSerializer.Serialize(JsonSerializer.Deserialize(json, EvaluationJson.Readable.TaskMetrics)!, EvaluationJson.Readable.TaskMetrics).ShouldBe(json);
        }
    }

    private static JsonObject Json(TaskMetrics metrics) => JsonSerializer.SerializeToNode(metrics, EvaluationJson.Readable.TaskMetrics)!.AsObject();

    private static JsonObject AsFixture(JsonObject json, string[][] predicted, string[][] actual, Func<string[], IReadOnlyList<EntitySpan>> read)
    {
        json["per_type"] = new JsonObject(json["per_class"]!.AsArray().Select(t => KeyValuePair.Create(t!["label"]!.GetValue<string>(), (JsonNode?)t.DeepClone())));
        JsonNode Spans(string[][] tags) => new JsonArray([.. tags.Select(t => (JsonNode)new JsonArray([.. read(t).Select(s => (JsonNode)new JsonArray(s.Type, (double)s.Start, (double)s.End))]))]);
        json["entities"] = new JsonObject { ["true"] = Spans(actual), ["predicted"] = Spans(predicted) };
        return json;
    }

    private static float[] Column(float[] rows, int column, int width) => [.. rows.Where((_, i) => i % width == column)];

    private static float[][] Rows(JsonElement rows) => [.. rows.EnumerateArray().Select(r => r.Floats())];

    private static string[][] Tags(JsonElement rows) => [.. rows.EnumerateArray().Select(r => r.EnumerateArray().Select(t => t.GetString()!).ToArray())];
}
