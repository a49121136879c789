using Graft.Data;
using Graft.Evaluation;
using Graft.Evaluation.Calibration;
using Graft.Graphs;
using Graft.Reports;

namespace Graft.Training;

/// <summary>A model after calibrating.</summary>
/// <param name="Model">With the calibration in it, where one was kept.</param>
/// <param name="Said">What it says of each part, as logits.</param>
/// <param name="Report">What calibrating did; null where it was not tried.</param>
internal sealed record CalibratedModel(Graph Model, IReadOnlyList<PartLogits> Said, CalibrationReport? Report)
{
    /// <summary>Marks the scores of validation where this, or something else, was chosen on it.</summary>
    public Dictionary<string, ClassificationMetrics> Mark(Dictionary<string, ClassificationMetrics> scores, bool choseElse) =>
        !choseElse && Report?.Calibrator is null ? scores : scores.ToDictionary(s => s.Key, s => s.Key == Part.Validation.Name() ? s.Value with { ChosenOn = true } : s.Value);

    /// <summary>Parts with their scores before, where a calibration was kept.</summary>
    public IReadOnlyList<ScoredPart> Compared(IReadOnlyList<ScoredPart> parts, IReadOnlyDictionary<string, ClassificationMetrics> before) =>
        Report?.Calibrator is null ? parts : [.. parts.Select(p => p with { BeforeCalibration = before[p.Name] })];
}

/// <summary>Calibrates a model on validation where there is a test to score it on; otherwise the logits stay.</summary>
internal static class Calibrating
{
    /// <summary>What the recipe may say.</summary>
    public static IReadOnlyList<string> Names { get; } = ["none", .. Enum.GetNames<CalibrationMethod>().Select(n => n.ToLowerInvariant())];

    /// <summary>Refuses other names.</summary>
    public static void Require(string method)
    {
        if (!Names.Contains(method)) throw new UnknownNameException("calibration", method, Names);
    }

    /// <param name="method">temperature, vector, isotonic or none.</param>
    /// <param name="model">Its first output is the softmax of logits.</param>
    /// <param name="said">Its logits by part.</param>
    /// <param name="labels">The true classes of a part.</param>
    /// <param name="classes">The names of the classes.</param>
    public static CalibratedModel Run(string method, Graph model, IReadOnlyList<PartLogits> said, Func<PartLogits, int[]> labels, IReadOnlyList<string> classes)
    {
        Require(method);
        PartLogits? validation = said.FirstOrDefault(p => p.Part == Part.Validation), test = said.FirstOrDefault(p => p.Part == Part.Test);
        if (method == "none" || validation is null || test is null) return new(model, said, null);
        CalibrationReport report = CalibrationReport.Run(Enum.Parse<CalibrationMethod>(method, ignoreCase: true), new(validation.Logits, labels(validation)), new(test.Logits, labels(test)), classes);
        return report.Calibrator is not { } kept ? new(model, said, report)
            : new(kept.AddTo(model), [.. said.Select(p => p with { Logits = [.. kept.Apply(p.Logits, classes.Count).Select(q => MathF.Log(MathF.Max(q, float.Epsilon)))] })], report);
    }
}
