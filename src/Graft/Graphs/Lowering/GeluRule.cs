namespace Graft.Graphs.Lowering;

/// <summary>Gelu (opset 20): x/2 (1 + erf(x/√2)), or with approximate = tanh x/2 (1 + tanh(√(2/π) (x + 0.044715 x³))). Hendrycks and Gimpel 2016, arXiv:1606.08415.</summary>
internal sealed class GeluRule : LoweringRule
{
    public override string OpType => "Gelu";

    public override int Since => 20;

    public override void Rewrite(Node node, Lowered to)
    {
        (string x, string y) = (node.Inputs[0], node.Outputs[0]);
        string Scalar(string name, double value) => to.Constant($"{y}/{name}", TensorData.Scalar((float)value));
        string bell = node.Text("approximate", "none") == "tanh" ? Tanh(x, y, to, Scalar) : to.Add("Erf", $"{y}/erf", [to.Add("Div", $"{y}/scaled", [x, Scalar("root2", Math.Sqrt(2))])]);
        string plus = to.Add("Add", $"{y}/plus", [bell, Scalar("one", 1)]);
        to.Add("Mul", y, [to.Add("Mul", $"{y}/product", [x, plus]), Scalar("half", 0.5)]);
    }

    private static string Tanh(string x, string y, Lowered to, Func<string, double, string> scalar)
    {
        string cube = to.Add("Mul", $"{y}/cube", [to.Add("Mul", $"{y}/square", [x, x]), x]);
        string sum = to.Add("Add", $"{y}/sum", [x, to.Add("Mul", $"{y}/cubic", [cube, scalar("factor", 0.044715)])]);
        return to.Add("Tanh", $"{y}/tanh", [to.Add("Mul", $"{y}/inner", [sum, scalar("root", Math.Sqrt(2 / Math.PI))])]);
    }
}
