using Graft.Graphs;
using Graft.Training.Execution;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Loop;

/// <summary>Float32 tensors by name, between libtorch and files.</summary>
internal static class NamedTensors
{
    /// <summary>Copies of all.</summary>
    public static Dictionary<string, TensorData> ToData(this IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        tensors.ToDictionary(t => t.Key, t => TensorMemory.ToData(t.Value, ElementType.Float32), StringComparer.Ordinal);

    /// <summary>Overwrites values in place.</summary>
    public static void Assign(this Tensor tensor, TensorData values)
    {
        using var still = no_grad();
        using DisposeScope scope = NewDisposeScope();
        tensor.copy_(TensorMemory.Copy(values));
    }
}
