using Graft.Graphs;
using Graft.Inference;
using Graft.Training.Execution;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Attribution;

/// <summary>How a score of a graph changes with one of its tensors: the graph is cut there, ONNX Runtime runs what lies before, and libtorch what lies behind with gradients.</summary>
public sealed class GraphGradients : IDisposable
{
    private readonly Lazy<OnnxSession> _trunk;
    private readonly IReadOnlyList<ValueInfo> _inputs;
    private readonly GraphExecutor _tail;
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
        Graph trunk = graph.Between(inputs, [at]);
        (_inputs, _trunk) = (trunk.Inputs, new(() => new OnnxSession(trunk)));
        _tail = new(graph.Between([at, .. inputs.Where(i => i != at)], [score]));
    }

    /// <summary>The tensor's value for these inputs; the caller disposes it.</summary>
    public Tensor Value(IReadOnlyDictionary<string, Tensor> inputs)
    {
        if (inputs.TryGetValue(_at, out Tensor? given)) return given.clone();
        return TensorMemory.Copy(_trunk.Value.Run(_inputs.ToDictionary(i => i.Name, i => TensorMemory.ToData(inputs[i.Name], i.Type)))[0]);
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

    /// <summary>The gradients of one logit of each example of a batch, which don't depend on each other; the caller disposes them.</summary>
    /// <param name="value">Of the tensor.</param>
    /// <param name="inputs">The graph's inputs that the score reads besides.</param>
    /// <param name="targets">Which of the K logits, for each example.</param>
    public Tensor OfEach(Tensor value, IReadOnlyDictionary<string, Tensor> inputs, IReadOnlyList<int> targets)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor leaf = value.detach().clone().requires_grad_();
        Dictionary<string, Tensor> fed = new(inputs, StringComparer.Ordinal) { [_at] = leaf };
        Tensor scores = _tail.Run(fed, ExecutionMode.Inference)[_score];                       // (N, K)
        Tensor asked = scores.gather(1, tensor([.. targets.Select(t => (long)t)], [targets.Count, 1])).sum();
        return autograd.grad([asked], [leaf])[0].detach().MoveToOuterDisposeScope();
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose()
    {
        if (_trunk.IsValueCreated) _trunk.Value.Dispose();
        _tail.Dispose();
    }
}
