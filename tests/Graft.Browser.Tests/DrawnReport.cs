using System.Text.Json.Nodes;
using Graft.Attribution;
using Graft.Data;
using Graft.Data.Checks;
using Graft.Evaluation;
using Graft.Reports;
using SkiaSharp;

namespace Graft.Browser.Tests;

/// <summary>A report with all of its parts, on photos drawn here; labels and names try to break out of the page.</summary>
internal static class DrawnReport
{
    private const int PerClass = 12;
    private static readonly string[] Classes = ["red", "green<script>alert(1)</script>", "blue \"'><img src=http://example.invalid/x.png>", "grey\u202Ekcalb"];

    public static ReportInput Of(string folder)
    {
        ScoredExample[] test = [.. Enumerable.Range(0, Classes.Length * PerClass).Select(i => Example(folder, i))];
        ClassificationMetrics metrics = ClassificationMetrics.Compute([.. test.SelectMany(e => e.Probabilities)], [.. test.Select(e => e.Label)], Classes);
        return new()
        {
            Title = "What drawn colours have taught",
            Classes = Classes,
            Parts = [new("validation", metrics, test), new("test", metrics, test) { BeforeCalibration = metrics }],
            TrainingCounts = [4, 40, 40, 300],
            Skipped = [new("a/broken<b>.jpg", "is cut short")],
            Remarks = [new("a/odd.jpg", "is a PNG by its content")],
            Findings = [new(CheckNames.Leak, Severity.Error, "The same photo is in train and in test.", [test[0].Input, test[1].Input])],
            Suspects = [new(test[1].Input, Classes[1], Classes[2], 0.03)],
            Curves = [new("training loss", [1, 2, 3], [1, 0.5, 0.3]), new("validation loss", [1, 2, 3], [1, 0.7, 0.6])],
            Maps = [new("PCA", [.. test.Select((e, i) => new MapPoint(i % 7, i / 7.0, e.Label, e.Input, Part.Test.Name()))])],
            Recipe = new JsonObject { ["backbone"] = "drawn", ["training"] = new JsonObject { ["epochs"] = 3 } },
            Facts = new Dictionary<string, string> { ["backbone"] = "drawn" },
            Seconds = new Dictionary<string, double> { ["features"] = 2 },
            ProcessorTime = TimeSpan.FromSeconds(3),
        };
    }

    /// <summary>The same with texts, their words coloured.</summary>
    public static ReportInput OfTexts()
    {
        string[] words = ["the", "film", "<b>was</b>", "rather", "dull"];
        ScoredExample[] test = [.. Enumerable.Range(0, 40).Select(i => Text(string.Join(' ', words.Append($"{i}")), i % Classes.Length, i % 5 == 0, words))];
        ClassificationMetrics metrics = ClassificationMetrics.Compute([.. test.SelectMany(e => e.Probabilities)], [.. test.Select(e => e.Label)], Classes);
        return new() { Title = "What drawn texts have taught", Kind = InputKind.Text, Classes = Classes, Parts = [new("test", metrics, test)], CalibrationRemark = "Calibrating changes nothing.", Suspects = [new(test[1].Input, Classes[1], Classes[2], 0.03)] };
    }

    private static ScoredExample Text(string text, int label, bool wrong, string[] words)
    {
        int said = wrong ? (label + 1) % Classes.Length : label, at = 0;
        AttributedToken[] tokens = [.. words.Select((w, i) => new AttributedToken(w, at, at += w.Length, 0, i - 2))];
        tokens = [.. tokens.Select((t, i) => t with { Start = t.Start + i, End = t.End + i })]; // a space before each
        return new(text, label, [.. Classes.Select((_, k) => k == said ? 0.7f : 0.1f)]) { Neighbours = wrong ? [new("another <i>text</i>", said, 0.9)] : [], Words = wrong ? new(text, null, Classes[said], 0.7, "occlusion", tokens) : null };
    }

    /// <summary>Every fifth is taken for the next class.</summary>
    private static ScoredExample Example(string folder, int i)
    {
        int label = i % Classes.Length, said = i % 5 == 0 ? (label + 1) % Classes.Length : label;
        float[] probabilities = [.. Classes.Select((_, k) => k == said ? 0.7f : 0.1f)];
        string path = Path.Combine(folder, $"{i} & <b>.png");
        using SKBitmap photo = new(80, 60);
        photo.Erase(new SKColor((byte)(60 * label), (byte)(5 * i), 120));
        using (FileStream file = File.Create(path)) photo.Encode(file, SKEncodedImageFormat.Png, 100);
        return new(path, label, probabilities) { Neighbours = said == label ? [] : [new(path, said, 0.9)], HeatMap = said == label ? null : photo.Encode(SKEncodedImageFormat.Jpeg, 70).ToArray() };
    }
}
