using System.Text.Json;
using Graft.Evaluation;

namespace Graft.Tests.Evaluation;

public class PrincipalComponentsTests
{
    [SharedFact("fixtures/metrics/projection.json")]
    public void Of_Rows_GivesTheDirectionsOfScikitLearn()
    {
        foreach ((string name, JsonElement given, JsonElement all) in MetricFixture.Cases("projection"))
            foreach (JsonProperty one in all.EnumerateObject())
                Compare($"{name} {one.Name}", given, one.Value);
    }

    [Fact]
    public void Of_ManyColumns_FindsThePlantedDirection()
    {
        SeededRandom random = Seeds.For("rows", 1);
        float[] rows = [.. Enumerable.Range(0, 300).SelectMany(_ => { double along = 20 * (random.NextDouble() - 0.5); return Enumerable.Range(0, 64).Select(c => (float)((c == 7 ? along : 0) + random.NextDouble())); })];
        PrincipalComponents found = PrincipalComponents.Of(rows, 64, 2);
        found.Components[0][7].ShouldBeGreaterThan(0.999);
        found.Variances[0].ShouldBeGreaterThan(100 * found.Variances[1]);
    }

    private static void Compare(string name, JsonElement given, JsonElement expected)
    {
        double[] variances = expected.GetProperty("explained_variance").Doubles();
        PrincipalComponents found = PrincipalComponents.Of(given.GetProperty("rows").Floats(), given.GetProperty("rows")[0].GetArrayLength(), variances.Length);
        for (int i = 0; i < variances.Length; i++) found.Variances[i].ShouldBe(variances[i], Math.Max(1e-11, 1e-9 * variances[0]), name);
        if (expected.TryGetProperty("mean", out JsonElement mean)) Close(found.Mean, mean, name);
        if (expected.TryGetProperty("components", out JsonElement components))
            foreach ((int i, JsonElement component) in components.EnumerateArray().Index()) Close(found.Components[i], component, $"{name} component {i}");
    }

    private static void Close(double[] found, JsonElement expected, string where)
    {
        foreach ((double e, double f) in expected.Doubles().Zip(found)) f.ShouldBe(e, Math.Max(1e-9, 1e-9 * Math.Abs(e)), where);
    }
}
