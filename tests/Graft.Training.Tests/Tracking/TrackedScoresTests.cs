using System.Text.Json.Nodes;
using Graft.Training.Tracking;

namespace Graft.Training.Tests.Tracking;

public class TrackedScoresTests
{
    [Fact]
    public void Of_NumbersOfAnyType_AreAllFound()
    {
        JsonObject metrics = new()
        {
            ["test"] = new JsonObject { ["accuracy"] = 0.5, ["count"] = 7, ["per_class"] = new JsonArray() },
            ["tuning"] = new JsonObject { ["best_epoch"] = (int?)3, ["policy"] = "full" },
            ["skipped"] = new JsonArray(),
        };

        TrackedScores.Of(metrics).ShouldBe([("test", "accuracy", 0.5), ("test", "count", 7), ("tuning", "best_epoch", 3)]);
        TrackedScores.Of(JsonNode.Parse(metrics.ToJsonString())!.AsObject()).ShouldBe(TrackedScores.Of(metrics));
    }
}
