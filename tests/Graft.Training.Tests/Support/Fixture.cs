using System.Collections.Concurrent;
using System.Text.Json;
using Graft.Tests;
using static TorchSharp.torch;

namespace Graft.Training.Tests;

/// <summary>Reads fixtures/training: JSON in which a tensor is {shape, values}.</summary>
internal static class Fixture
{
    private static readonly ConcurrentDictionary<string, JsonElement> Files = new(StringComparer.Ordinal);

    public static JsonElement Read(string name) => Files.GetOrAdd(name, n => JsonDocument.Parse(File.ReadAllText(Shared.Path($"fixtures/training/{n}.json"))).RootElement);

    public static bool Here => Shared.Has("fixtures/training");

    /// <summary>Names of the cases in an array below the root; one placeholder where the folder is missing, so that the theory can skip.</summary>
    public static TheoryData<string> Names(string file, params string[] path)
    {
        if (!Here) return ["missing"];
        JsonElement list = path.Aggregate(Read(file), (e, p) => e.GetProperty(p));
        return [.. list.EnumerateArray().Select(c => c.GetProperty("name").GetString()!)];
    }

    public static JsonElement Case(this JsonElement list, string name) => list.EnumerateArray().Single(c => c.GetProperty("name").GetString() == name);

    public static bool IsTensor(this JsonElement e) => e.ValueKind == JsonValueKind.Object && e.TryGetProperty("values", out _);

    public static double Number(this JsonElement e) => e.ValueKind switch
    {
        JsonValueKind.String when e.GetString() == "nan" => double.NaN,
        JsonValueKind.Null => double.NaN,
        JsonValueKind.True => 1,
        JsonValueKind.False => 0,
        _ => e.GetDouble(),
    };

    public static double[] Numbers(this JsonElement e) => [.. (e.IsTensor() ? e.GetProperty("values") : e).EnumerateArray().Select(Number)];

    public static long[] Shape(this JsonElement e) => [.. e.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];

    public static Tensor Tensor(this JsonElement e, ScalarType type = ScalarType.Float64) => tensor(e.Numbers(), e.Shape()).to_type(type);

    public static double Number(this JsonElement e, string name, double orElse) => e.TryGetProperty(name, out JsonElement found) && found.ValueKind != JsonValueKind.Null ? found.Number() : orElse;

    public static string? Text(this JsonElement e, string name) => e.TryGetProperty(name, out JsonElement found) ? found.GetString() : null;

    public static double[]? Numbers(this JsonElement e, string name) => e.TryGetProperty(name, out JsonElement found) && found.ValueKind == JsonValueKind.Array ? found.Numbers() : null;

    /// <summary>Equal shapes, and every value within tolerance relative to the larger of 1 and the expected.</summary>
    public static void ShouldEqual(this Tensor actual, JsonElement expected, double tolerance, string what = "")
    {
        actual.shape.ShouldBe(expected.Shape(), what);
        actual.detach().to_type(ScalarType.Float64).contiguous().data<double>().ToArray().ShouldEqual(expected.Numbers(), tolerance, what);
    }

    public static void ShouldEqual(this IReadOnlyList<double> actual, IReadOnlyList<double> expected, double tolerance, string what = "")
    {
        actual.Count.ShouldBe(expected.Count, what);
        for (int i = 0; i < expected.Count; i++)
            actual[i].ShouldBe(expected[i], tolerance * Math.Max(1, Math.Abs(expected[i])), $"{what} [{i}]");
    }
}
