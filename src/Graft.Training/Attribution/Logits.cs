using Graft.Graphs;

namespace Graft.Training.Attribution;

/// <summary>Where a model's logits are.</summary>
internal static class Logits
{
    /// <summary>What goes into the softmax or sigmoid that the first output is; the output itself where it is none.</summary>
    public static string Of(Graph model) => model.Nodes.LastOrDefault(n => n.OpType is "Softmax" or "Sigmoid" && n.Outputs[0] == model.Outputs[0].Name)?.Inputs[0] ?? model.Outputs[0].Name;
}
