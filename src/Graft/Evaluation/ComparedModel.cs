using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Graft.Bundles;

namespace Graft.Evaluation;

/// <summary>One of the models compared.</summary>
/// <param name="Bundle">Its folder.</param>
/// <param name="Metrics">Its scores.</param>
/// <param name="Bytes">Size of its model file.</param>
/// <param name="Seconds">How long predicting the examples took here, files and all.</param>
/// <param name="TrainingSeconds">How long the run took that made it; null where the bundle does not say.</param>
public sealed record ComparedModel(string Bundle, TaskMetrics Metrics, long Bytes, double Seconds, double? TrainingSeconds)
{
    internal static ComparedModel Of(string bundle, TaskMetrics metrics, TimeSpan took)
    {
        bool isFile = File.Exists(bundle);
        string metricsFile = Path.Combine(bundle, BundleFiles.Metrics);
        JsonObject? seconds = isFile || !File.Exists(metricsFile) ? null : JsonNode.Parse(File.ReadAllText(metricsFile))?["seconds"] as JsonObject;
        return new(bundle, metrics, new FileInfo(isFile ? bundle : Path.Combine(bundle, BundleFiles.Model)).Length, took.TotalSeconds, seconds?.Sum(s => s.Value!.GetValue<double>()));
    }
}

/// <summary>What a model said of an example.</summary>
/// <param name="Label">The label; several with commas between; words with their tags; or the number.</param>
/// <param name="Probability">Its probability; null for labels, tags and numbers.</param>
/// <param name="Error">0 where it is right, 1 where it is wrong; of a number, how far it is off.</param>
public sealed record Answer(string Label, double? Probability, double Error);

/// <summary>An example on which models differ.</summary>
/// <param name="Input">The file, or the text.</param>
/// <param name="Label">What is true, written as answers are.</param>
/// <param name="Answers">What each model said.</param>
public sealed record ChangedExample(string Input, string Label, IReadOnlyList<Answer> Answers)
{
    /// <summary>worse where another errs more than the first model, else better where another errs less, else other.</summary>
    public string Change => Answers.Any(a => a.Error > Answers[0].Error) ? "worse" : Answers.Any(a => a.Error < Answers[0].Error) ? "better" : "other";

    [JsonIgnore]
    internal int Rank => Change switch { "worse" => 0, "better" => 1, _ => 2 };
}
