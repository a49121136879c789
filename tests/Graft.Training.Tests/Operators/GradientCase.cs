using System.Collections.Immutable;
using Graft.Graphs;

namespace Graft.Training.Tests.Operators;

/// <summary>One node on float64 inputs, drawn between two bounds, whose gradients are checked. Null shapes stand for the constants, in their order.</summary>
internal sealed record GradientCase(string Name, string OpType, long[]?[] Shapes)
{
    public double Low { get; init; } = -1;
    public double High { get; init; } = 1;
    public int Outputs { get; init; } = 1;
    public int Opset { get; init; } = Graph.NewestOpset;
    public TensorData[] Constants { get; init; } = [];
    public (string Name, object Value)[] Attributes { get; init; } = [];

    public static GradientCase Of(string opType, params long[]?[] shapes) => new(opType, opType, shapes);

    public GradientCase Called(string what) => this with { Name = $"{OpType} {what}" };

    public GradientCase Between(double low, double high) => this with { Low = low, High = high };

    public GradientCase With(params (string, object)[] attributes) => this with { Attributes = attributes };

    public GradientCase And(params TensorData[] constants) => this with { Constants = constants };

    public GradientCase Giving(int outputs) => this with { Outputs = outputs };

    public Graph ToGraph()
    {
        string[] names = [.. Shapes.Select((shape, i) => shape is null ? $"c{Shapes.Take(i).Count(s => s is null)}" : $"x{i}")];
        return new()
        {
            Name = Name,
            Opsets = ImmutableDictionary<string, long>.Empty.Add("", Opset),
            Nodes = [new Node(OpType, names, [.. Enumerable.Range(0, Outputs).Select(i => $"y{i}")]) { Attributes = Attributes.ToDictionary(a => a.Name, a => a.Value) }],
            Inputs = [.. Shapes.Select((shape, i) => (shape, i)).Where(s => s.shape is not null).Select(s => new ValueInfo(names[s.i], ElementType.Float64, null))],
            Outputs = [.. Enumerable.Range(0, Outputs).Select(i => new ValueInfo($"y{i}", ElementType.Float64, null))],
            Initializers = Constants.Select((c, i) => (c, i)).ToImmutableDictionary(c => $"c{c.i}", c => c.c),
        };
    }
}
