using System.Text.Json;
using Graft.Tests;
using Graft.Training.Policies;

namespace Graft.Training.Tests.Policies;

public class LayerDecayFixtureTests
{
    public static TheoryData<int> Models => Fixture.Here ? [.. Enumerable.Range(0, Fixture.Read("layer_decay").GetProperty("models").GetArrayLength())] : [0];

    [SharedTheory("fixtures/training/layer_decay.json"), MemberData(nameof(Models))]
    public void Factors_ReferenceModel_GivesTheSameForEveryParameter(int model)
    {
        JsonElement m = Fixture.Read("layer_decay").GetProperty("models")[model];
        (string Name, double Factor)[] expected = [.. m.GetProperty("parameters").EnumerateObject().Select(p => (p.Name, p.Value[0].GetDouble()))];
        IReadOnlyDictionary<string, double> factors = LayerDecay.Factors([.. expected.Select(e => e.Name)], m.Number("decay", 0),
            normWithLastBlock: m.Text("source")!.StartsWith("timm", StringComparison.Ordinal));
        foreach ((string name, double factor) in expected) factors[name].ShouldBe(factor, 1e-12, name);
    }

    [Fact]
    public void Factors_DecayOfZero_IsRefused() => Should.Throw<GraftException>(() => LayerDecay.Factors(["a"], 0)).Message.ShouldContain("above 0");
}
