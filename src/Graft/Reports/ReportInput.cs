using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Graft.Attribution;
using Graft.Data;
using Graft.Data.Checks;
using Graft.Evaluation;

namespace Graft.Reports;

/// <summary>What a report is made of. Whatever is not known is left out of the page.</summary>
public sealed record ReportInput
{
    /// <summary>The page's heading.</summary>
    public required string Title { get; init; }

    /// <summary>Labels in the order of the model's outputs.</summary>
    public required IReadOnlyList<string> Classes { get; init; }

    /// <summary>What was scored, in the order in which it is shown.</summary>
    public required IReadOnlyList<ScoredPart> Parts { get; init; }

    /// <summary>Whether inputs are photos (paths of files) or texts (the texts themselves).</summary><value>photos</value>
    public InputKind Kind { get; init; }

    /// <summary>Training examples of each class, in the order of <see cref="Classes"/>; empty where it is not known.</summary>
    public IReadOnlyList<int> TrainingCounts { get; init; } = [];

    /// <summary>Files that were left out, and why.</summary>
    public IReadOnlyList<Notice> Skipped { get; init; } = [];

    /// <summary>Files that were used, but are worth a look.</summary>
    public IReadOnlyList<Notice> Remarks { get; init; } = [];

    /// <summary>Training examples whose label is likely wrong, the most suspect first.</summary>
    public IReadOnlyList<SuspectedLabel> Suspects { get; init; } = [];

    /// <summary>Why the model is not calibrated, where that was tried; null otherwise.</summary>
    public string? CalibrationRemark { get; init; }

    /// <summary>What checks of the data found; null where none were made.</summary>
    public IReadOnlyList<Finding>? Findings { get; init; }

    /// <summary>Curves over steps or epochs; empty where nothing was trained step by step.</summary>
    public IReadOnlyList<TrainingCurve> Curves { get; init; } = [];

    /// <summary>The features in two dimensions; empty for none.</summary>
    public IReadOnlyList<FeatureMap> Maps { get; init; } = [];

    /// <summary>All that determines the run.</summary>
    public JsonObject? Recipe { get; init; }

    /// <summary>Backbone, licence, hashes and other facts in words.</summary>
    public IReadOnlyDictionary<string, string> Facts { get; init; } = new Dictionary<string, string>();

    /// <summary>Wall-clock seconds by phase.</summary>
    public IReadOnlyDictionary<string, double> Seconds { get; init; } = new Dictionary<string, double>();

    /// <summary>Processor time of the run, summed over cores; null where it was not measured.</summary>
    public TimeSpan? ProcessorTime { get; init; }
}

/// <summary>What the examples are.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<InputKind>))]
public enum InputKind
{
    /// <summary>An input is the path of an image file.</summary>
    [JsonStringEnumMemberName("photo")] Photo,
    /// <summary>An input is the text itself.</summary>
    [JsonStringEnumMemberName("text")] Text,
}

/// <summary>One partition with its scores.</summary>
/// <param name="Name">validation, test, or the name of the data.</param>
/// <param name="Metrics">Its scores.</param>
/// <param name="Examples">What the model said of each example; empty where it is not known.</param>
public sealed record ScoredPart(string Name, TaskMetrics Metrics, IReadOnlyList<ScoredExample> Examples)
{
    /// <summary>The scores before calibration; null where the model is not calibrated.</summary>
    public TaskMetrics? BeforeCalibration { get; init; }
}

/// <summary>What the model said of one example.</summary>
/// <param name="Input">A path or a text.</param>
/// <param name="Label">The index of the true class.</param>
/// <param name="Probabilities">One per class.</param>
public sealed record ScoredExample(string Input, int Label, float[] Probabilities)
{
    /// <summary>The training examples whose features are nearest, the nearest first.</summary>
    public IReadOnlyList<NearExample> Neighbours { get; init; } = [];

    /// <summary>Of a photo: a small JPEG of it with what the predicted class rests on; null for none.</summary>
    public byte[]? HeatMap { get; init; }

    /// <summary>Of a text: what the predicted class rests on; null for none.</summary>
    public TextAttribution? Words { get; init; }

    /// <summary>The index of the most probable class, the lowest among equals.</summary>
    public int Predicted => ScoreTable.Best(Probabilities);

    /// <summary>Whether the most probable class is the true one.</summary>
    public bool IsRight => Predicted == Label;

    /// <summary>The probability of the predicted class.</summary>
    public float Confidence => Probabilities[Predicted];
}

/// <summary>A training example whose label is likely wrong.</summary>
/// <param name="Input">A path or a text.</param>
/// <param name="Label">Its label.</param>
/// <param name="Suggested">What the other examples say it is.</param>
/// <param name="Quality">Probability of its own label by a head that has not seen it: 0 to 1.</param>
public sealed record SuspectedLabel(string Input, string Label, string Suggested, double Quality);

/// <summary>A training example near another.</summary>
/// <param name="Input">A path or a text.</param>
/// <param name="Label">The index of its class.</param>
/// <param name="Similarity">Cosine of the features: -1 to 1.</param>
public sealed record NearExample(string Input, int Label, double Similarity);

/// <summary>A number that was followed while training.</summary>
/// <param name="Name">Such as 'training loss'.</param>
/// <param name="Steps">Where it was taken: epochs or steps.</param>
/// <param name="Values">The values.</param>
public sealed record TrainingCurve(string Name, IReadOnlyList<double> Steps, IReadOnlyList<double> Values);

/// <summary>Features in two dimensions.</summary>
/// <param name="Name">How the two dimensions were found: 'PCA'.</param>
/// <param name="Points">The examples.</param>
public sealed record FeatureMap(string Name, IReadOnlyList<MapPoint> Points);

/// <summary>One example on a map.</summary>
/// <param name="X">Across.</param>
/// <param name="Y">Up.</param>
/// <param name="Label">The index of its class.</param>
/// <param name="Input">A path or a text.</param>
/// <param name="Part">What it serves for.</param>
public readonly record struct MapPoint(double X, double Y, int Label, string Input, string Part);
