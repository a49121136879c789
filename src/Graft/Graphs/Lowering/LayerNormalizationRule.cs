namespace Graft.Graphs.Lowering;

/// <summary>LayerNormalization (opset 17) over the last axis: (x - mean) / √(variance + ε) · weight + bias. Ba et al. 2016, arXiv:1607.06450.</summary>
internal sealed class LayerNormalizationRule : LoweringRule
{
    private static readonly long[] Last = [-1];

    public override string OpType => "LayerNormalization";

    public override int Since => 17;

    public override void Rewrite(Node node, Lowered to)
    {
        (string x, string y) = (node.Inputs[0], node.Outputs[0]);
        if (node.Int("axis", -1) != -1 || node.Outputs.Skip(1).Any(o => o.Length > 0))
        {
            to.Fault($"{node.Label}: normalises over more than the last axis, or puts out its statistics, which Graft has no rule for");
            return;
        }
        string centred = to.Add("Sub", $"{y}/centred", [x, to.Add("ReduceMean", $"{y}/mean", [x], ("axes", Last))]);
        string variance = to.Add("ReduceMean", $"{y}/variance", [to.Add("Mul", $"{y}/square", [centred, centred])], ("axes", Last));
        string epsilon = to.Constant($"{y}/epsilon", TensorData.Scalar(node.Float("epsilon", 1e-5f)));
        string deviation = to.Add("Sqrt", $"{y}/deviation", [to.Add("Add", $"{y}/sum", [variance, epsilon])]);
        string normal = to.Add("Div", $"{y}/normal", [centred, deviation]);
        string? bias = node.Input(2);
        string scaled = to.Add("Mul", bias is null ? y : $"{y}/scaled", [normal, node.Inputs[1]]);
        if (bias is not null) to.Add("Add", y, [scaled, bias]);
    }
}

/// <summary>HardSwish (opset 14): x · HardSigmoid(x) with slope 1/6. Howard et al. 2019, arXiv:1905.02244.</summary>
internal sealed class HardSwishRule : LoweringRule
{
    public override string OpType => "HardSwish";

    public override int Since => 14;

    public override void Rewrite(Node node, Lowered to)
    {
        string gate = to.Add("HardSigmoid", $"{node.Outputs[0]}/gate", [node.Inputs[0]], ("alpha", 1f / 6f), ("beta", 0.5f));
        to.Add("Mul", node.Outputs[0], [node.Inputs[0], gate]);
    }
}

/// <summary>Shape of some axes (opset 15 has start and end): all axes and a slice before.</summary>
internal sealed class ShapeRule : LoweringRule
{
    public override string OpType => "Shape";

    public override int Since => 15;

    public override void Rewrite(Node node, Lowered to)
    {
        string y = node.Outputs[0];
        if (node.Attributes.Count == 0)
        {
            to.Add(node);
            return;
        }
        string all = to.Add("Shape", $"{y}/all", [node.Inputs[0]]);
        string start = to.Constant($"{y}/start", TensorData.Longs(node.Int("start", 0))), end = to.Constant($"{y}/end", TensorData.Longs(node.Int("end", long.MaxValue)));
        to.Add("Slice", y, [all, start, end]);
    }
}
