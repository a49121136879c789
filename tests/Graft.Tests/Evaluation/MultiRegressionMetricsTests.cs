using System.Text.Json;
using Graft.Evaluation;

namespace Graft.Tests.Evaluation;

public class MultiRegressionMetricsTests
{
    [Fact]
    public void Compute_SeveralTargets_AreScoredEachAndAveraged()
    {
        MultiRegressionMetrics metrics = MultiRegressionMetrics.Compute([1, 10, 2, 20, 3, 30], [1, 12, 2, 18, 4, 30], ["a", "b"]);
        metrics.Count.ShouldBe(3);
        metrics.PerTarget.Select(t => t.Target).ShouldBe(["a", "b"]);
        metrics.PerTarget[0].Mae.ShouldBe(1 / 3.0, 1e-6);
        metrics.PerTarget[1].Mae.ShouldBe(4 / 3.0, 1e-6);
        metrics.Mae.ShouldBe(5 / 6.0, 1e-6);
        string json = JsonSerializer.Serialize(metrics, EvaluationJson.Readable.TaskMetrics);
        json.ShouldContain("\"task\": \"multi_regression\"");
        json.ShouldContain("\"per_target\"");
    }
}
