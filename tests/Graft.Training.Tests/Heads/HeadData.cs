using System.Text.Json;
using Graft.Graphs;

namespace Graft.Training.Tests.Heads;

/// <summary>Between fixtures and tensors of graphs.</summary>
internal static class HeadData
{
    public static TensorData Floats(JsonElement tensor) => TensorData.Of([.. tensor.Numbers().Select(v => (float)v)], tensor.Shape());

    public static TensorData Longs(JsonElement tensor) => TensorData.Of([.. tensor.Numbers().Select(v => (long)v)], tensor.Shape());

    public static double[] Doubles(TensorData tensor) => [.. tensor.ToFloats().Select(v => (double)v)];
}
