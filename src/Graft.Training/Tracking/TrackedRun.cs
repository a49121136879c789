using System.Text.Json.Nodes;

namespace Graft.Training.Tracking;

/// <summary>One run as it was recorded.</summary>
/// <param name="Id">Its number, from 1.</param>
/// <param name="Bundle">The folder that it left, or was to leave.</param>
/// <param name="Started">When it began.</param>
/// <param name="Seconds">How long it took; null while it runs.</param>
/// <param name="Status">running, done, failed or interrupted.</param>
/// <param name="Recipe">What determined it.</param>
/// <param name="Metrics">What metrics.json holds; null before it is done.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Tags">What the user has called it.</param>
public sealed record TrackedRun(long Id, string Bundle, DateTimeOffset Started, double? Seconds, string Status, JsonObject Recipe, JsonObject? Metrics, string? Error, IReadOnlyList<string> Tags)
{
    /// <summary>Every single value by its path: 'backbone', 'training.epochs', 'test.accuracy'. Recipe keys come without a word before them.</summary>
    public IReadOnlyDictionary<string, string> Values()
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal) { ["id"] = Id.ToString(System.Globalization.CultureInfo.InvariantCulture), ["bundle"] = Bundle, ["status"] = Status };
        Add(values, "", Recipe);
        if (Metrics is not null) Add(values, "", Metrics);
        return values;
    }

    private static void Add(Dictionary<string, string> values, string before, JsonObject json)
    {
        foreach ((string key, JsonNode? value) in json)
        {
            if (value is JsonObject inner) Add(values, $"{before}{key}.", inner);
            else if (value is JsonValue) values[before + key] = value.ToString();
        }
    }
}

/// <summary>A number that was followed while a run went on.</summary>
/// <param name="Name">Such as 'train loss'.</param>
/// <param name="Step">Epoch or step.</param>
/// <param name="Value">The number.</param>
public readonly record struct TrackedPoint(string Name, long Step, double Value);

/// <summary>Told of what a run does, while it does it.</summary>
public interface IRunLog : IDisposable
{
    /// <summary>Numbers at a step.</summary>
    void Log(IReadOnlyList<TrackedPoint> points);

    /// <summary>The run's end.</summary>
    /// <param name="status">done, failed or interrupted.</param>
    /// <param name="metrics">What metrics.json holds; null where it came to none.</param>
    /// <param name="error">Why it failed.</param>
    void End(string status, JsonObject? metrics, string? error);
}
