using System.Buffers;
using Graft.Graphs;
using Graft.Training.Operators;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Execution;

/// <summary>The tensors of a graph that have a value before it runs, by number: views of frozen initializers, copies of those that learn, folded constants.</summary>
internal sealed class GraphTensors : IDisposable
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly List<Tensor?> _fixed = [];
    private readonly List<MemoryHandle> _pins = [];
    private readonly SortedDictionary<string, Tensor> _parameters = new(StringComparer.Ordinal), _statistics = new(StringComparer.Ordinal);

    public GraphTensors(Graph graph, ExecutionOptions options)
    {
        using DisposeScope scope = NewDisposeScope();
        HashSet<string> kernels = [.. graph.Nodes.Where(n => n.OpType == "Conv").Select(n => n.Inputs[1])];
        foreach ((string name, TensorData data) in graph.Initializers.Where(i => i.Value.Type != ElementType.Text))
        {
            Tensor value = options.Trainable.Contains(name) || options.LiveStatistics.Contains(name) ? Own(name, data, options, kernels) : TensorMemory.View(data, _pins);
            Fix(name, value);
        }
        foreach (string name in graph.Tensors) Number(name);
    }

    /// <summary>What learns.</summary>
    public IReadOnlyDictionary<string, Tensor> Parameters => _parameters;

    /// <summary>What moves in training.</summary>
    public IReadOnlyDictionary<string, Tensor> Statistics => _statistics;

    /// <summary>The number of a tensor, given at first sight.</summary>
    public int Number(string name)
    {
        if (_numbers.TryGetValue(name, out int known)) return known;
        _fixed.Add(null);
        return _numbers[name] = _fixed.Count - 1;
    }

    /// <summary>Whether the graph has such a tensor.</summary>
    public bool Knows(string name) => _numbers.ContainsKey(name);

    /// <summary>Whether the tensor has its value already.</summary>
    public bool IsFixed(string name) => _numbers.TryGetValue(name, out int number) && _fixed[number] is not null;

    /// <summary>Whether the tensor has a value that never changes.</summary>
    public bool IsConstant(string name) => IsFixed(name) && !_parameters.ContainsKey(name) && !_statistics.ContainsKey(name);

    /// <summary>Gives a tensor its value for good, and takes the ownership.</summary>
    public void Fix(string name, Tensor value) => _fixed[Number(name)] = value.DetachFromDisposeScope();

    /// <summary>All values by number; null where they are to be computed.</summary>
    public Tensor?[] Values() => [.. _fixed];

    public void Dispose()
    {
        foreach (Tensor? tensor in _fixed) tensor?.Dispose();
        foreach (MemoryHandle pin in _pins) pin.Dispose();
        _pins.Clear();
    }

    private Tensor Own(string name, TensorData data, ExecutionOptions options, HashSet<string> kernels)
    {
        Tensor copy = TensorMemory.Copy(data);
        if (!options.Trainable.Contains(name)) return _statistics[name] = copy;
        if (kernels.Contains(name)) copy = Layout.ChannelsLast(copy);
        return _parameters[name] = copy.requires_grad_(true);
    }
}
