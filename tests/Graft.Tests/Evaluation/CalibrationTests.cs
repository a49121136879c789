using System.Text.Json;
using Graft.Evaluation;
using Graft.Evaluation.Calibration;
using Graft.Graphs;
using Graft.Inference;
using Graft.Bundles;

namespace Graft.Tests.Evaluation;

public class CalibrationTests
{
    private const string Fixture = "fixtures/metrics/calibration.json";

    [SharedFact(Fixture)]
    public void Scaling_EveryFixture_AgreesWithScipy()
    {
        foreach ((string name, JsonElement given, JsonElement expected) in Of("scaling"))
        {
            float[] logits = given.GetProperty("logits").Floats();
            int[] labels = given.GetProperty("labels").Ints();
            string[] classes = [.. Enumerable.Range(0, logits.Length / labels.Length).Select(k => $"{k}")];
            TemperatureScaling? temperature = TemperatureScaling.Fit(logits, labels, classes.Length);
            Agree(ClassificationMetrics.ComputeFromLogits(logits, labels, classes).LogLoss, expected, "nll_before", name, 1e-7); // the metrics keep probabilities in float32
            if (expected.GetProperty("temperature").ValueKind == JsonValueKind.Null)
            {
                temperature.ShouldBeNull(name);
                CalibrationReport.Run(CalibrationMethod.Temperature, new(logits, labels), new(logits, labels), classes).Remark.ShouldNotBeNull();
                continue;
            }
            Agree(temperature!.Temperature, expected, "temperature", name, 1e-9);
            ClassificationMetrics after = ClassificationMetrics.Compute(temperature.Apply(logits, classes.Length), labels, classes);
            Agree(after.LogLoss, expected, "nll_after", name, 1e-7);
            Agree(after.Ece, expected, "ece_after", name, 1e-6);
            Agree(after.AdaptiveEce, expected, "adaptive_ece_after", name, 1e-6);
            VectorScaling vector = VectorScaling.Fit(logits, labels, classes.Length)!;
            for (int k = 0; k < classes.Length; k++)
            {
                MetricFixture.ShouldAgree(vector.Weight[k], expected.GetProperty("vector").GetProperty("weight")[k].GetDouble(), $"{name} weight {k}", 1e-7);
                vector.Bias[k].ShouldBe(expected.GetProperty("vector").GetProperty("bias")[k].GetDouble(), 1e-7, $"{name} bias {k}");
            }
            Agree(ClassificationMetrics.Compute(vector.Apply(logits, classes.Length), labels, classes).LogLoss, expected.GetProperty("vector"), "nll_after", name, 1e-7);
        }
    }

    [SharedFact(Fixture)]
    public void Isotonic_EveryFixture_AgreesWithScikitLearn()
    {
        foreach ((string name, JsonElement given, JsonElement expected) in Of("isotonic"))
        {
            double[] x = given.GetProperty("x").Doubles();
            IsotonicRegression curve = IsotonicRegression.Fit(x, given.GetProperty("y").Doubles(), given.TryGetProperty("weight", out JsonElement weight) ? weight.Doubles() : null);
            Agree([.. x.Select(curve.At)], expected, "fitted", name);
            Agree(curve.X, expected, "x_thresholds", name);
            Agree(curve.Y, expected, "y_thresholds", name);
            Agree([.. given.GetProperty("query").Doubles().Select(curve.At)], expected, "at_query", name);
        }
    }

    [SharedFact(Fixture)]
    public void Platt_EveryFixture_Agrees()
    {
        foreach ((string name, JsonElement given, JsonElement expected) in Of("platt"))
        {
            float[] scores = given.GetProperty("scores").Floats();
            PlattScaling platt = PlattScaling.Fit(scores, [.. given.GetProperty("labels").Ints().Select(l => l == 1)]);
            Agree(platt.A, expected, "a", name, 1e-7);
            Agree(platt.B, expected, "b", name, 1e-7);
            double[] probabilities = expected.GetProperty("probabilities").Doubles();
            for (int i = 0; i < probabilities.Length; i++) platt.At(scores[i]).ShouldBe(probabilities[i], 1e-7, name);
        }
    }

    [Fact]
    public void Vector_ClassWithoutExamples_HasNone() => VectorScaling.Fit([1, 0, 0, 0, 1, 0, 2, 1, 0], [1, 0, 0], 3).ShouldBeNull();

    [Theory]
    [InlineData(4, true)]
    [InlineData(1, false)]
    public void Run_KeepsTheTemperature_OnlyWhereItHelps(double scale, bool kept)
    {
        (float[] logits, int[] labels) = Drawn(600, scale);
        CalibrationReport report = CalibrationReport.Run(CalibrationMethod.Temperature, new(logits[..900], labels[..300]), new(logits[900..], labels[300..]), ["a", "b", "c"]);
        (report.Calibrator is TemperatureScaling { Temperature: > 3 and < 5 }).ShouldBe(kept, report.Remark);
        if (kept) report.After.Ece.ShouldBeLessThan(report.Before.Ece);
        else report.After.ShouldBe(report.Before);
    }

    [Fact]
    public void AddTo_Model_GivesTheCalibratedProbabilities()
    {
        (float[] logits, int[] _) = Drawn(5, 3);
        Graph head = new()
        {
            Name = "head",
            Inputs = [new("logits", ElementType.Float32, ["batch", 3])],
            Outputs = [new("probabilities", ElementType.Float32, ["batch", 3])],
            Nodes = [new Node("Softmax", ["logits"], ["probabilities"]) { Attributes = new Dictionary<string, object> { ["axis"] = 1L } }],
            Initializers = System.Collections.Immutable.ImmutableDictionary<string, TensorData>.Empty,
        };
        foreach (Calibrator calibrator in new Calibrator[] { new TemperatureScaling(1.7), new VectorScaling([1, 2, 0.5], [0.1, -0.3, 0.2]) })
        {
            Graph model = calibrator.AddTo(head);
            using OnnxSession session = new(model);
            float[] found = session.Run(logits, [5, 3])[0].ToFloats(), expected = calibrator.Apply(logits, 3);
            for (int i = 0; i < found.Length; i++) found[i].ShouldBe(expected[i], 1e-6f);
            model.Metadata[ModelNotes.Calibration].ShouldContain("method");
        }
    }

    [Fact]
    public void Apply_NotFinite_NamesTheRow() =>
        Should.Throw<GraftException>(() => new TemperatureScaling(2).Apply([1, 2, float.NaN, 0], 2)).Message.ShouldContain("row 1 has the score NaN for class 0");

    [Fact]
    public void Json_OfEveryMethod_IsReadBack()
    {
        Calibrator[] all = [new TemperatureScaling(1.5), new VectorScaling([1, 2], [0.5, -0.5]), new IsotonicScaling([new([0, 1], [0.1, 0.9])])];
        foreach (Calibrator one in all)
        {
            string json = JsonSerializer.Serialize(one, EvaluationJson.Readable.Calibrator);
            JsonSerializer.Serialize(JsonSerializer.Deserialize(json, EvaluationJson.Readable.Calibrator)!, EvaluationJson.Readable.Calibrator).ShouldBe(json);
        }
    }

    /// <summary>Labels drawn from the softmax of logits, which are then multiplied.</summary>
    private static (float[] Logits, int[] Labels) Drawn(int count, double scale)
    {
        SeededRandom random = Seeds.For("calibration", 0);
        float[] logits = new float[count * 3];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            double[] z = [2 * random.NextGaussian(), 2 * random.NextGaussian(), 2 * random.NextGaussian()], p = [.. z];
            Softmax.InPlace(p);
            double u = random.NextDouble();
            labels[i] = u < p[0] ? 0 : u < p[0] + p[1] ? 1 : 2;
            for (int k = 0; k < 3; k++) logits[(i * 3) + k] = (float)(z[k] * scale);
        }
        return (logits, labels);
    }

    private static IEnumerable<(string Name, JsonElement Given, JsonElement Expected)> Of(string method) => MetricFixture.Cases("calibration").Where(c => c.Given.GetProperty("method").GetString() == method);

    private static void Agree(double found, JsonElement expected, string what, string name, double tolerance) => MetricFixture.ShouldAgree(found, expected.GetProperty(what).GetDouble(), $"{name} {what}", tolerance);

    private static void Agree(IReadOnlyList<double> found, JsonElement expected, string what, string name)
    {
        double[] wanted = expected.GetProperty(what).Doubles();
        found.Count.ShouldBe(wanted.Length, $"{name} {what}");
        for (int i = 0; i < wanted.Length; i++) MetricFixture.ShouldAgree(found[i], wanted[i], $"{name} {what} {i}");
    }
}
