using System.Text.Json;
using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>Compares stored kernels with what the configuration beside them says.</summary>
internal static class KerasShapes
{
    /// <summary>Refuses a file whose configuration and weights speak of different networks; all faults are told.</summary>
    public static void Check(Checkpoint checkpoint, KerasLayer model)
    {
        Faults faults = new(checkpoint.Source, checkpoint.Format);
        foreach (KerasLayer layer in KerasConfig.All(model).Where(l => l.Kind is "Dense" or "Conv1D" or "Conv2D"))
        {
            if (Outputs(layer) is not { } outputs) continue;
            foreach (string role in new[] { "kernel", "bias" })
                if (checkpoint.Tensors.TryGetValue($"{layer.Name}/{role}", out TensorData? tensor) && (tensor.Shape.Count == 0 || tensor.Shape[^1] != outputs))
                    faults.Add($"'{layer.Name}/{role}' has shape {TensorData.Describe(tensor.Shape)}, its configuration says {outputs} units");
        }
        faults.ThrowIfAny();
    }

    private static long? Outputs(KerasLayer layer) =>
        layer.Settings.TryGetProperty(layer.Kind == "Dense" ? "units" : "filters", out JsonElement value) && value.TryGetInt64(out long outputs) ? outputs : null;
}
