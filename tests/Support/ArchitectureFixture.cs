using System.Text.Json;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Tests;

/// <summary>One file of shared/fixtures/architectures: names, shapes and outputs of a published implementation with synthetic weights.</summary>
internal sealed class ArchitectureFixture : IDisposable
{
    private readonly JsonDocument _json;

    public ArchitectureFixture(string relative)
    {
        (Path, _json) = (relative, JsonDocument.Parse(File.ReadAllBytes(Shared.Path(relative))));
        State = [.. Root.GetProperty("state_dict").EnumerateArray().Select(e => (e[0].GetString()!, Longs(e[1])))];
    }

    public string Path { get; }
    public JsonElement Root => _json.RootElement;
    public string Architecture => Root.GetProperty("architecture").GetString()!;
    public long Parameters => Root.GetProperty("parameters").GetInt64();
    public long[] InputShape => Longs(Root.GetProperty("input"));
    public float[] Logits => [.. Root.GetProperty("logits")[0].EnumerateArray().Select(v => v.GetSingle())];
    public IReadOnlyList<(string Name, long[] Shape)> State { get; }

    /// <summary>The checkpoint that the published implementation would have saved.</summary>
    public Checkpoint Checkpoint()
    {
        double gain = Root.TryGetProperty("kernel_gain", out JsonElement g) ? g.GetDouble() : 1;
        HashSet<string> normalisation = [.. Root.GetProperty("normalization_layers").EnumerateArray().Select(e => e.GetString()!)];
        return new(Path, "synthetic", State.ToDictionary(s => s.Name, s => Value(s.Name, s.Shape, normalisation, gain)));
    }

    /// <summary>The same without values: names and shapes alone.</summary>
    public Checkpoint Declared() => new(Path, "synthetic", State.ToDictionary(s => s.Name, s => TensorData.Declared(ElementType.Float32, s.Shape)));

    public static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetSingle())];

    public static long[] Longs(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetInt64())];

    /// <summary>The largest difference in standard deviations of what is expected.</summary>
    public static double Difference(ReadOnlySpan<float> actual, float[] expected)
    {
        actual.Length.ShouldBe(expected.Length);
        double mean = expected.Average(v => (double)v), deviation = Math.Sqrt(expected.Average(v => (v - mean) * (v - mean))), largest = 0;
        for (int i = 0; i < expected.Length; i++) largest = Math.Max(largest, Math.Abs((double)actual[i] - expected[i]));
        return largest / deviation;
    }

    public void Dispose() => _json.Dispose();

    private static TensorData Value(string name, long[] shape, HashSet<string> normalisation, double gain) => name.EndsWith("num_batches_tracked", StringComparison.Ordinal)
        ? TensorData.Scalar(0L) : SyntheticWeights.Parameter(name, shape, normalisation.Contains(name[..Math.Max(0, name.LastIndexOf('.'))]), gain);
}
