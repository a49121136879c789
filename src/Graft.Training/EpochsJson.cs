using System.Text.Json.Nodes;
using Graft.Training.Loop;

namespace Graft.Training;

/// <summary>Epochs as metrics.json lists them.</summary>
internal static class EpochsJson
{
    public static JsonArray Of(IEnumerable<EpochReport> history) => new([.. history.Select(e => new JsonObject
    {
        ["phase"] = e.Phase, ["epoch"] = e.Epoch, ["rate"] = e.Rate, ["train_loss"] = e.TrainLoss, ["validation_loss"] = e.Validation?.Loss, ["validation_score"] = e.Validation?.Score, ["seconds"] = e.Seconds,
    })]);
}
