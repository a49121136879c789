using System.Text.Json;
using Graft.Tests;
using Graft.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Losses;

public class LossFixtureTests
{
    public static TheoryData<string> Cases => Fixture.Names("losses", "cases");

    [SharedTheory("fixtures/training/losses.json"), MemberData(nameof(Cases))]
    public void Of_ReferenceCase_GivesTheSameLossAndGradients(string name)
    {
        JsonElement c = Fixture.Read("losses").GetProperty("cases").Case(name);
        Check(c, ScalarType.Float64, 1e-9);
        Check(c, ScalarType.Float32, System.Text.RegularExpressions.Regex.IsMatch(name, "focal|cosent|multiple|triplet|contrastive|large") ? 1e-4 : 1e-5);
    }

    private static void Check(JsonElement c, ScalarType type, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> inputs = c.GetProperty("inputs").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Tensor(IsClass(c, p) ? ScalarType.Int64 : type));
        List<string> learned = [.. c.GetProperty("gradients").EnumerateObject().Select(g => g.Name)];
        foreach (string name in learned) inputs[name].requires_grad_(true);
        Tensor loss = Loss(c.GetProperty("name").GetString()!, c.GetProperty("parameters"), inputs);
        if (c.GetProperty("loss").IsTensor()) loss.ShouldEqual(c.GetProperty("loss"), tolerance, "loss");
        else loss.to_type(ScalarType.Float64).item<double>().ShouldBe(c.GetProperty("loss").Number(), tolerance * Math.Max(1, Math.Abs(c.GetProperty("loss").Number())));
        loss.sum().backward();
        foreach (string name in learned) inputs[name].grad!.ShouldEqual(c.GetProperty("gradients").GetProperty(name), tolerance, $"gradient of {name}");
    }

    private static bool IsClass(JsonElement c, JsonProperty p) => p.Name == "target" && c.GetProperty("inputs").TryGetProperty("logits", out JsonElement logits)
        && logits.Shape().Length > p.Value.Shape().Length;

    private static Tensor Loss(string name, JsonElement p, Dictionary<string, Tensor> x)
    {
        Reduction reduction = Enum.Parse<Reduction>(p.Text("reduction") ?? "mean", ignoreCase: true);
        Tensor? target = x.GetValueOrDefault("target");
        PairLoss? pair = name switch
        {
            _ when name.StartsWith("cross_entropy", StringComparison.Ordinal) || name.StartsWith("soft_cross", StringComparison.Ordinal) =>
                new CrossEntropy { LabelSmoothing = p.Number("label_smoothing", 0), ClassWeights = p.Numbers("class_weights") },
            _ when name.StartsWith("focal_softmax", StringComparison.Ordinal) => new Focal { Gamma = p.Number("gamma", 0), Alpha = p.Numbers("alpha") },
            _ when name.StartsWith("focal_sigmoid", StringComparison.Ordinal) =>
                new BinaryFocal { Gamma = p.Number("gamma", 0), Alpha = p.Number("alpha", 0) < 0 ? null : p.Number("alpha", 0) },
            _ when name.StartsWith("bce", StringComparison.Ordinal) => new BinaryCrossEntropy { PositiveWeights = p.Numbers("pos_weight") },
            _ when name.StartsWith("asymmetric", StringComparison.Ordinal) => new Asymmetric { Detached = name.EndsWith("detached", StringComparison.Ordinal), Reduction = Reduction.Sum },
            _ when name.StartsWith("mse", StringComparison.Ordinal) => new SquaredError(),
            "l1" => new AbsoluteError(),
            _ when name.StartsWith("huber", StringComparison.Ordinal) => new Huber { Delta = p.Number("delta", 1) },
            _ when name.StartsWith("smooth_l1", StringComparison.Ordinal) => new SmoothAbsoluteError { Beta = p.Number("beta", 1) },
            _ => null,
        };
        if (pair is not null)
        {
            if (pair is not Asymmetric) pair = pair with { Reduction = reduction };
            return pair.Of(x.GetValueOrDefault("logits") ?? x["prediction"], target!);
        }
        if (name.StartsWith("distillation", StringComparison.Ordinal))
            return new Distillation { Temperature = p.Number("temperature", 1), Share = p.Number("a", 1) }.Of(x["logits"], x["teacher_logits"], target);
        return Group(name, p).Of([.. x.Where(i => i.Key != "target").Select(i => i.Value)], target);
    }

    private static GroupLoss Group(string name, JsonElement p) => name switch
    {
        "cosine_regression" => new CosineRegression(),
        _ when name.StartsWith("cosent", StringComparison.Ordinal) => new Cosent(),
        _ when name.StartsWith("multiple_negatives", StringComparison.Ordinal) => new MultipleNegatives { Symmetric = name.EndsWith("symmetric", StringComparison.Ordinal) },
        _ when name.StartsWith("triplet", StringComparison.Ordinal) => new Triplet
        {
            Margin = p.Number("margin", 1),
            Epsilon = p.Number("eps", 0),
            Distance = p.Text("metric") == "cosine" ? Distance.Cosine : Distance.Euclidean,
        },
        _ => new Contrastive { Margin = p.Number("margin", 1) },
    };
}
