using System.Text.Json;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Tests;

/// <summary>The small network of fixtures/training/attribution.json, and what captum found with it.</summary>
internal static class AttributionFixture
{
    public const string File = "fixtures/training/attribution.json";

    public static JsonElement Expected { get; } = JsonDocument.Parse(System.IO.File.ReadAllBytes(Shared.Path(File))).RootElement;

    public static Checkpoint Weights { get; } = Checkpoint.Open(Shared.Path("fixtures/training/attribution_cnn.safetensors"));

    /// <summary>Two convolutions, two poolings, one linear layer: (batch, 3, 16, 16) to logits (batch, 4).</summary>
    public static Graph Network()
    {
        GraphBuilder g = new("attribution cnn");
        Wire x = g.Input("input", ElementType.Float32, "batch", 3, 16, 16);
        Wire seen = x.Conv("conv1", 6, new Window(3) { Padding = 1 }).Relu("relu1").MaxPool(new Window(2) { Stride = 2 }, "pool1").Conv("conv2", 8, new Window(3) { Padding = 1 }).Relu("relu2");
        Graph declared = g.ToGraph(("logits", seen.MaxPool(new Window(2) { Stride = 2 }, "pool2").Flatten("flat").Linear("fc", 4)));
        return declared.With(declared.Initializers.Keys.Where(Weights.Tensors.ContainsKey).ToDictionary(k => k, k => Weights.Tensors[k]));
    }

    /// <summary>The values of a tensor as {shape, values}.</summary>
    public static float[] Values(this JsonElement tensor) => [.. tensor.GetProperty("values").EnumerateArray().Select(v => (float)v.GetDouble())];

    /// <summary>Each value within 1e-4 of the largest of the map.</summary>
    public static void ShouldBeMap(float[] found, float[] expected, string what)
    {
        float tolerance = 1e-4f * expected.Max(Math.Abs);
        found.Length.ShouldBe(expected.Length, what);
        for (int i = 0; i < found.Length; i++) found[i].ShouldBe(expected[i], tolerance, $"{what} at {i}");
    }
}
