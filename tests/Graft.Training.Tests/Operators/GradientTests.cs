using Graft.Graphs;
using Graft.Training.Execution;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Operators;

/// <summary>Gradients of every operator that has some against central differences, in float64.</summary>
public class GradientTests
{
    private const double Step = 1e-6;

    public static TheoryData<string> Names => [.. GradientCases.All.Select(c => c.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Run_OneNode_HasTheGradientOfItsDifferences(string name)
    {
        GradientCase one = GradientCases.All.Single(c => c.Name == name);
        Graph graph = one.ToGraph();
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(graph);
        Dictionary<string, Tensor> inputs = graph.Inputs.Select((input, i) => (input, i)).ToDictionary(p => p.input.Name, p => Drawn(one, p.input.Name, p.i));
        Sum(executor, inputs).backward();
        foreach ((string input, Tensor value) in inputs)
        {
            double[] expected = Differences(executor, inputs, value), actual = Values(value.grad!);
            for (int i = 0; i < expected.Length; i++) actual[i].ShouldBe(expected[i], 2e-5 * Math.Max(1, Math.Abs(expected[i])), $"{name}, {input}[{i}]");
        }
    }

    // Every output counts with its own weights, so that no error cancels.
    private static Tensor Sum(GraphExecutor executor, Dictionary<string, Tensor> inputs) => executor.Run(inputs, ExecutionMode.Inference).Values
        .Where(y => y.is_floating_point()).Select(y => y.mul(Sequence(y.numel(), 7, 0.5, 1.5).reshape(y.shape)).sum()).Aggregate((a, b) => a.add(b, Scalars.One));

    private static double[] Differences(GraphExecutor executor, Dictionary<string, Tensor> inputs, Tensor value)
    {
        using var still = no_grad();
        Tensor flat = value.reshape(-1);
        return [.. Enumerable.Range(0, (int)flat.numel()).Select(i => (At(flat, i, Step) - At(flat, i, -Step)) / (2 * Step))];

        double At(Tensor all, int i, double by)
        {
            using DisposeScope scope = NewDisposeScope();
            double before = all[i].item<double>();
            all[i] = tensor(before + by);
            double sum = Sum(executor, inputs).item<double>();
            all[i] = tensor(before);
            return sum;
        }
    }

    private static Tensor Drawn(GradientCase one, string name, int seed) => Sequence(one.Shapes[int.Parse(name[1..], System.Globalization.CultureInfo.InvariantCulture)]!.Aggregate(1L, (a, b) => a * b), seed, one.Low, one.High)
        .reshape(one.Shapes[int.Parse(name[1..], System.Globalization.CultureInfo.InvariantCulture)]!).requires_grad_(true);

    // Additive recurrence by the golden ratio: well spread, and no two alike, so that maxima are unique.
    private static Tensor Sequence(long count, int seed, double low, double high) =>
        tensor(Enumerable.Range(1, (int)count).Select(i => low + (high - low) * ((i * 0.6180339887498949 + seed * 0.137) % 1)).ToArray());

    private static double[] Values(Tensor tensor) => TensorMemory.ToData(tensor, ElementType.Float64).Span<double>().ToArray();
}
