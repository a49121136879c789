using Graft.Graphs;
using Graft.Training.Execution;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Attribution;

/// <summary>How a score of a graph changes with one of its tensors: the graph is cut there, and libtorch runs what lies behind with gradients.</summary>
public sealed class GraphGradients : IDisposable
{
    private readonly GraphExecutor _trunk, _tail;
    private readonly string _at, _score;

    /// <summary>Cuts a graph.</summary>
    /// <param name="graph">With weights.</param>
    /// <param name="at">The tensor whose influence is asked; an input of the graph, or one in between.</param>
    /// <param name="score">Logits (batch, K).</param>
    /// <exception cref="GraftException">No such tensor, or an operator that libtorch can't run here.</exception>
    public GraphGradients(Graph graph, string at, string score)
    {
        (_at, _score) = (at, score);
        string[] inputs = [.. graph.Inputs.Select(i => i.Name)];
        _trunk = new(graph.Between(inputs, [at]));
        _tail = new(graph.Between([at, .. inputs.Where(i => i != at)], [score]));
    }

    /// <summary>The tensor's value for these inputs; the caller disposes it.</summary>
    public Tensor Value(IReadOnlyDictionary<string, Tensor> inputs)
    {
        using (no_grad())
        using (DisposeScope scope = NewDisposeScope())
            return (inputs.TryGetValue(_at, out Tensor? given) ? given.alias() : _trunk.Run(inputs, ExecutionMode.Inference)[_at]).clone().MoveToOuterDisposeScope();
    }

    /// <summary>The score at a value of the tensor, and its gradient there; the caller disposes it.</summary>
    /// <param name="value">Of the tensor, batch 1.</param>
    /// <param name="inputs">The graph's inputs that the score reads besides.</param>
    /// <param name="target">Which of the K logits.</param>
    public (double Score, Tensor Gradient) At(Tensor value, IReadOnlyDictionary<string, Tensor> inputs, int target)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor leaf = value.detach().clone().requires_grad_();
        Dictionary<string, Tensor> fed = new(inputs, StringComparer.Ordinal) { [_at] = leaf };
        Tensor score = _tail.Run(fed, ExecutionMode.Inference)[_score][0, target];
        Tensor gradient = autograd.grad([score], [leaf])[0];
        return (score.item<float>(), gradient.detach().MoveToOuterDisposeScope());
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        _trunk.Dispose();
        _tail.Dispose();
    }
}
