using Graft.Architectures;
using Graft.Graphs;
using Graft.Training.Heads;

namespace Graft.Training.Tests.Policies;

/// <summary>Built-in backbones with a new linear head for three classes.</summary>
internal static class Backbones
{
    public static Graph WithHead(string architecture)
    {
        Architecture known = Architecture.Get(architecture);
        Graph backbone = known.Build().Between([known.Build().Inputs[0].Name], [known.FeatureTensor]);
        if (backbone.Outputs[0].Shape!.Count == 4) backbone = Pooled(backbone);
        Graph head = LinearHead.Build(new float[3 * known.FeatureCount], new float[3], backbone.Opsets);
        return backbone.Append(head, "attach head", new Dictionary<string, string> { ["features"] = backbone.Outputs[0].Name });
    }

    private static Graph Pooled(Graph backbone)
    {
        GraphBuilder g = new("pool");
        Wire map = g.Input("map", ElementType.Float32, backbone.Outputs[0].Shape!);
        return backbone.Append(g.ToGraph(("pooled", map.MeanOverSpace("pool", "flat"))), "pool", new Dictionary<string, string> { ["map"] = backbone.Outputs[0].Name });
    }
}
