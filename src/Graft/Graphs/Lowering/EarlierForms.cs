namespace Graft.Graphs.Lowering;

/// <summary>A reduction (opset 18 has the axes as an input): as an attribute before.</summary>
internal sealed class ReductionRule(string opType) : LoweringRule
{
    public override string OpType => opType;

    public override int Since => 18;

    public override void Rewrite(Node node, Lowered to)
    {
        if (node.Input(1) is not string axes) to.Add(node);
        else if (to.Constant(axes) is not TensorData values) to.Fault($"{node.Label}: its axes '{axes}' are computed, and must be constants before operator set 18");
        else to.Add(node with { Inputs = [node.Inputs[0]], Attributes = node.Attributes.Where(a => a.Key != "noop_with_empty_axes").Append(new("axes", values.ToLongs())).ToDictionary() });
    }
}

/// <summary>Split (opset 18 has num_outputs): equal parts are what it means without sizes before.</summary>
internal sealed class SplitRule : LoweringRule
{
    public override string OpType => "Split";

    public override int Since => 18;

    public override void Rewrite(Node node, Lowered to) => to.Add(node with { Attributes = node.Attributes.Where(a => a.Key != "num_outputs").ToDictionary() });
}

/// <summary>Pad (opset 18 has the axes as an input): over all axes before.</summary>
internal sealed class PadRule : LoweringRule
{
    public override string OpType => "Pad";

    public override int Since => 18;

    public override void Rewrite(Node node, Lowered to)
    {
        if (node.Input(3) is not null) to.Fault($"{node.Label}: names axes, which Pad can't before operator set 18");
        else to.Add(node);
    }
}

/// <summary>AveragePool (opset 19 has dilations): without them before.</summary>
internal sealed class AveragePoolRule : LoweringRule
{
    public override string OpType => "AveragePool";

    public override int Since => 19;

    public override void Rewrite(Node node, Lowered to)
    {
        if (node.Ints("dilations", []).Any(d => d != 1)) to.Fault($"{node.Label}: is dilated, which AveragePool can't be before operator set 19");
        else to.Add(node with { Attributes = node.Attributes.Where(a => a.Key != "dilations").ToDictionary() });
    }
}
