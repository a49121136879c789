using System.Text.Json;
using Graft.Tests;
using Graft.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Optimizers;

public class OptimizerFixtureTests
{
    private static JsonElement Root => Fixture.Read("optimizers");
    public static TheoryData<string> Cases => Fixture.Names("optimizers", "cases");
    public static TheoryData<string> ClippingCases => Fixture.Names("optimizers", "clipping", "cases");

    [SharedTheory("fixtures/training/optimizers.json"), MemberData(nameof(Cases))]
    public void Step_ReferenceCase_GivesTheSameParametersAndState(string name)
    {
        Check(Root.GetProperty("cases").Case(name), ScalarType.Float64, 1e-12);
        Check(Root.GetProperty("cases").Case(name), ScalarType.Float32, 1e-6);
    }

    private static void Check(JsonElement c, ScalarType type, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement p = c.GetProperty("parameters");
        double[]? rates = p.Numbers("lr_by_step");
        using Optimizer optimizer = new(Rule(c.GetProperty("name").GetString()!, p));
        optimizer.Learn([Parameter("w", p, type), Parameter("b", p, type)]);
        foreach ((int step, JsonElement expected) in c.GetProperty("after_step").EnumerateArray().Index())
        {
            foreach (Trainable t in optimizer.Parameters) t.Value.grad = Root.GetProperty("gradients")[step].GetProperty(t.Name).Tensor(type);
            optimizer.Step(rates?[step] ?? p.Number("lr", 1));
            foreach (Trainable t in optimizer.Parameters) t.Value.ShouldEqual(expected.GetProperty(t.Name), tolerance, $"{t.Name} after step {step}");
        }
        foreach (JsonProperty slot in c.GetProperty("final_state").EnumerateObject())
            foreach (JsonProperty moment in slot.Value.EnumerateObject().Where(m => m.Name != "step"))
                optimizer.State[slot.Name].Moments[moment.Name].ShouldEqual(moment.Value, tolerance, $"{moment.Name} of {slot.Name}");
    }

    private static Trainable Parameter(string name, JsonElement p, ScalarType type)
    {
        Tensor value = Root.GetProperty("initial").GetProperty(name).Tensor(type).requires_grad_(true);
        if (!p.TryGetProperty("groups", out JsonElement groups)) return new(name, value, 1, p.Number("weight_decay", 0));
        JsonElement group = groups.EnumerateArray().Single(g => g.GetProperty("parameters")[0].GetString() == name);
        return new(name, value, group.Number("lr", 1), group.Number("weight_decay", 0));
    }

    private static OptimizerRule Rule(string name, JsonElement p)
    {
        double[] betas = p.Numbers("betas") ?? [0, 0];
        double epsilon = p.Number("eps", 1e-8);
        return name switch
        {
            "lamb" => new Lamb { Beta1 = betas[0], Beta2 = betas[1], Epsilon = epsilon, MaxGradientNorm = p.Number("max_grad_norm", 1) },
            "rmsprop" => new RmsProp { Alpha = p.Number("alpha", 0), Momentum = p.Number("momentum", 0), Epsilon = epsilon },
            _ when name.StartsWith("sgd", StringComparison.Ordinal) =>
                new Sgd { Momentum = p.Number("momentum", 0), Dampening = p.Number("dampening", 0), Nesterov = p.Number("nesterov", 0) == 1 },
            _ => new Adam
            {
                Beta1 = betas[0], Beta2 = betas[1], Epsilon = epsilon, Amsgrad = p.Number("amsgrad", 0) == 1,
                Decoupled = name.StartsWith("adamw", StringComparison.Ordinal),
            },
        };
    }

    [SharedTheory("fixtures/training/optimizers.json"), MemberData(nameof(ClippingCases))]
    public void Clipping_ReferenceCase_GivesTheSameGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        JsonElement c = Root.GetProperty("clipping").GetProperty("cases").Case(name), g = Root.GetProperty("gradients")[2];
        Tensor w = g.GetProperty("w").Tensor(), b = g.GetProperty("b").Tensor();
        if (c.Text("kind") == "value") Clipping.ByValue([w, b], c.Number("limit", 0));
        else Clipping.ByNorm([w, b], c.Number("limit", 0), c.Text("norm_type") == "inf" ? double.PositiveInfinity : double.Parse(c.Text("norm_type")!, System.Globalization.CultureInfo.InvariantCulture))
            .ShouldBe(c.Number("total_norm", 0), 1e-12);
        w.ShouldEqual(c.GetProperty("w"), 1e-12);
        b.ShouldEqual(c.GetProperty("b"), 1e-12);
    }
}
