using Graft.Graphs;
using Graft.Training.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Execution;

/// <summary>
/// Runs an ONNX graph in libtorch, operator by operator, with gradients for the initializers that are to learn. Frozen initializers are views of the graph's own
/// memory; what depends on them alone is computed once. Not for use by several threads at once.
/// </summary>
public sealed class GraphExecutor : IDisposable
{
    private readonly Graph _graph;
    private readonly ExecutionOptions _options;
    private readonly GraphTensors _tensors;
    private readonly Dictionary<string, Plan> _plans = new(StringComparer.Ordinal);

    /// <summary>Prepares a graph: checks it, makes the tensors, folds the constants.</summary>
    /// <param name="graph">All initializers must have values.</param>
    /// <param name="options">What learns; null: nothing.</param>
    /// <exception cref="GraftException">
    /// There are operators that libtorch can't run here (all are listed), initializers without values, or names in the options that are no such initializers.
    /// </exception>
    public GraphExecutor(Graph graph, ExecutionOptions? options = null)
    {
        ProcessTuning.Apply();
        MatrixProductRoute.Apply();
        Nnpack.Apply();
        (_graph, _options) = (graph, options ?? new());
        GraphFaults.Check(graph, _options);
        _tensors = new(graph, _options);
        ConstantFolding.Fold(graph, _tensors);
    }

    /// <summary>What learns, by name: leaves that require gradients. Convolution kernels lie channels-last: call contiguous() before reading their bytes.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _tensors.Parameters;

    /// <summary>Running means and variances that move in training, by name.</summary>
    public IReadOnlyDictionary<string, Tensor> Statistics => _tensors.Statistics;

    /// <summary>
    /// Runs the graph. Tensors in between are freed as soon as nobody reads them, except those that gradients need. Gradients are recorded in both modes:
    /// wrap evaluations in torch.no_grad().
    /// </summary>
    /// <param name="inputs">The graph's inputs by name, as far as the outputs need them; they stay the caller's.</param>
    /// <param name="mode">Whether dropout and live batch norms are in training.</param>
    /// <param name="outputs">Names of any tensors of the graph; null for its outputs.</param>
    /// <returns>The outputs by name; they belong to the caller's dispose scope and may share memory with this executor's weights.</returns>
    /// <exception cref="GraftException">Inputs are missing or don't fit, an output doesn't exist, or a node can't be computed.</exception>
    public IReadOnlyDictionary<string, Tensor> Run(IReadOnlyDictionary<string, Tensor> inputs, ExecutionMode mode, IReadOnlyCollection<string>? outputs = null)
    {
        outputs ??= [.. _graph.Outputs.Select(o => o.Name)];
        Plan plan = PlanFor(outputs);
        GraphFaults.CheckInputs(_graph, plan, inputs);
        using Autocast autocast = Autocast.To(_options.Precision);
        using DisposeScope scope = NewDisposeScope();
        Tensor?[] values = _tensors.Values();
        foreach (ValueInfo input in plan.NeededInputs) values[_tensors.Number(input.Name)] = inputs[input.Name];
        StepRunner runner = new(_graph.Opset, _options.LiveStatistics, values, name => values[_tensors.Number(name)], mode == ExecutionMode.Training);
        foreach (Step step in plan.Steps) runner.Run(step);
        return outputs.Distinct().ToDictionary(o => o, o => Output(o, values), StringComparer.Ordinal);
    }

    /// <summary>The graph with what was learned. Initializers that didn't learn are the very same objects.</summary>
    public Graph ToGraph() => _graph.With(Parameters.Concat(Statistics).Select(t =>
        KeyValuePair.Create(t.Key, TensorMemory.ToData(t.Value, _graph.Initializers[t.Key].Type))));

    /// <summary>Frees the weights; outputs that share memory with them must not be used any more.</summary>
    public void Dispose() => _tensors.Dispose();

    private Plan PlanFor(IReadOnlyCollection<string> outputs)
    {
        string key = string.Join('\n', outputs);
        if (_plans.TryGetValue(key, out Plan? known)) return known;
        foreach (string output in outputs.Where(o => !_tensors.Knows(o))) throw new UnknownNameException("tensor", output, _graph.Tensors);
        return _plans[key] = Plan.For(_graph, outputs, _tensors.IsFixed, _tensors.Number);
    }

    // What isn't made by a node of this run - an input, a weight - leaves as another handle, so that the caller's scope doesn't free the original.
    private Tensor Output(string name, Tensor?[] values)
    {
        Tensor value = values[_tensors.Number(name)]!;
        bool made = !_tensors.IsFixed(name) && !_graph.Inputs.Any(i => i.Name == name);
        // What bfloat16 products leave is for the graph's inside: losses and metrics get the type that the graph says.
        if (made && Autocast.IsOn && value.dtype == ScalarType.BFloat16) value = value.to_type(ScalarType.Float32);
        return (made ? value : value.alias()).MoveToOuterDisposeScope();
    }
}
