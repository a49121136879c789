using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graft.Tests.Evaluation;

/// <summary>The cases of a file in fixtures/metrics, and the comparison of results with what they expect.</summary>
internal static class MetricFixture
{
    /// <summary>torchmetrics has a bin of its own for confidence 1: a choice that we do not share.</summary>
    private const string NotOurs = "ece_torchmetrics";

    public static IEnumerable<(string Name, JsonElement Given, JsonElement Expected)> Cases(string file)
    {
        JsonElement root = JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"fixtures/metrics/{file}.json"))).RootElement;
        foreach (JsonElement one in root.GetProperty("cases").EnumerateArray())
            yield return (one.GetProperty("name").GetString()!, one.GetProperty("given"), one.GetProperty("expected"));
    }

    public static float[] Floats(this JsonElement rows) => rows.ValueKind == JsonValueKind.Array ? [.. rows.EnumerateArray().SelectMany(Floats)] : [(float)rows.GetDouble()];

    public static double[] Doubles(this JsonElement row) => [.. row.EnumerateArray().Select(v => v.GetDouble())];

    public static int[] Ints(this JsonElement row) => [.. row.EnumerateArray().Select(v => v.GetInt32())];

    /// <summary>Compares number by number, by the names of what is expected; what is found may have more.</summary>
    public static void ShouldAgree(JsonNode? found, JsonElement expected, string where, double tolerance = 1e-9)
    {
        switch (expected.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty p in expected.EnumerateObject().Where(p => p.Name != NotOurs))
                {
                    found!.AsObject().ContainsKey(p.Name).ShouldBeTrue($"{where} has no {p.Name}");
                    ShouldAgree(found[p.Name], p.Value, $"{where}.{p.Name}", tolerance);
                }
                break;
            case JsonValueKind.Array:
                found!.AsArray().Count.ShouldBe(expected.GetArrayLength(), where);
                for (int i = 0; i < expected.GetArrayLength(); i++) ShouldAgree(found[i], expected[i], $"{where}[{i}]", tolerance);
                break;
            case JsonValueKind.Number:
                found.ShouldNotBeNull(where);
                ShouldAgree(found.GetValue<double>(), expected.GetDouble(), where, tolerance);
                break;
            case JsonValueKind.Null:
                found.ShouldBeNull(where);
                break;
            default:
                found!.ToString().ShouldBe(expected.ToString(), where);
                break;
        }
    }

    public static void ShouldAgree(double found, double expected, string where, double tolerance = 1e-9) =>
        found.ShouldBe(expected, Math.Max(1e-11, tolerance * Math.Abs(expected)), where);
}
