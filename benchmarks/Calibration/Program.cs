using System.Globalization;
using System.Numerics.Tensors;
using Graft.Backbones;
using Graft.Data;
using Graft.Data.Texts;
using Graft.Evaluation.Calibration;
using Graft.Features;
using Graft.Hub;
using Graft.Text;
using Graft.Training.Probe;

// Calibration error of a head on frozen features before and after each way of calibrating, over five seeds: all examples are partitioned anew (70/15/15), the head is fitted
// on train, the calibration on validation, and both are scored on test.
if (args is not [string data, string address])
{
    Console.Error.WriteLine("Give photos or texts and a backbone: dotnet run -c Release --project benchmarks/Calibration -- photos/ squeezenet1_0/");
    return 2;
}
(float[] features, int width, Example[] examples) = TextSets.Are(data) ? Texts() : Photos();
string[] classes = [.. examples.Select(e => e.Label).Distinct().Order(StringComparer.Ordinal)];
int[] labels = [.. examples.Select(e => Array.IndexOf(classes, e.Label))];
CalibrationMethod[] methods = Enum.GetValues<CalibrationMethod>();
List<CalibrationReport>[] reports = [.. methods.Select(_ => new List<CalibrationReport>())];
for (int seed = 0; seed < 5; seed++)
{
    Part[] parts = Partition.Of(new(data, [.. examples.Select(e => e with { Part = null })], classes, []), new(), seed);
    int[] train = Rows(parts, Part.Train);
    FittedProbe probe = ProbeFitting.Fit(Select(train), width, [.. train.Select(i => labels[i])], classes.Length, new(), seed);
    LabelledLogits validation = Logits(probe, Rows(parts, Part.Validation)), test = Logits(probe, Rows(parts, Part.Test));
    for (int m = 0; m < methods.Length; m++) reports[m].Add(CalibrationReport.Run(methods[m], validation, test, classes));
    Print(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {(reports[0][^1].Calibrator is TemperatureScaling t ? $"T {t.Temperature:F3}" : "left alone")}"), [reports[0][^1].Before], [reports[0][^1].After]);
}
for (int m = 0; m < methods.Length; m++)
    Print($"mean, {methods[m]}", [.. reports[m].Select(r => r.Before)], [.. reports[m].Select(r => r.After)]);
return 0;

void Print(string what, IReadOnlyList<CalibrationScores> before, IReadOnlyList<CalibrationScores> after)
{
    string Change(Func<CalibrationScores, double> value) => string.Create(CultureInfo.InvariantCulture, $"{before.Average(value):F4} -> {after.Average(value):F4}");
    Console.WriteLine($"{what}: ECE {Change(s => s.Ece)}, adaptive {Change(s => s.AdaptiveEce)}, log loss {Change(s => s.LogLoss)}, accuracy {Change(s => s.Accuracy)}");
}

(float[], int, Example[]) Photos()
{
    ExampleSet set = ExampleSets.Open(data);
    Backbone backbone = BackboneLoader.Load(address);
    using FeatureExtractor extractor = new(backbone, new HubOptions().HomeFolder);
    FeatureSet found = extractor.Compute([.. set.Examples.Select(e => e.Path)]).ToSet(backbone.FeatureCount);
    return (found.Values, found.Width, [.. found.Rows.Select(r => set.Examples[r])]);
}

(float[], int, Example[]) Texts()
{
    TextSet set = TextSets.Open(data);
    using TextEmbedder embedder = TextEmbedder.Open(address);
    float[][] found = embedder.Embed(set.Examples.Select(e => e.Text));
    return ([.. found.SelectMany(f => f)], embedder.Width, [.. set.Examples.Select(e => new Example(e.Place, e.Labels[0]))]);
}

static int[] Rows(Part[] parts, Part part) => [.. Enumerable.Range(0, parts.Length).Where(i => parts[i] == part)];

float[] Select(int[] rows) => [.. rows.SelectMany(r => features[(r * width)..((r + 1) * width)])];

LabelledLogits Logits(FittedProbe probe, int[] rows) => new(
    [.. rows.SelectMany(r => Enumerable.Range(0, classes.Length).Select(k => TensorPrimitives.Dot<float>(features.AsSpan(r * width, width), probe.Weight.AsSpan(k * width, width)) + probe.Bias[k]))], [.. rows.Select(r => labels[r])]);
