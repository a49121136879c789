using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Averaging;

/// <summary>
/// An average of weights over a run: exponential, or plain as stochastic weight averaging (Izmailov et al. 2018, arXiv:1803.05407). After a plain average
/// batch norms need their statistics anew, see <see cref="BatchStatistics"/>.
/// </summary>
public sealed class WeightAverage : IDisposable
{
    private readonly SortedDictionary<string, Tensor> _average = new(StringComparer.Ordinal);

    /// <summary>The averages by the parameters' names.</summary>
    public IReadOnlyDictionary<string, Tensor> Values => _average;

    /// <summary>How many snapshots went in.</summary>
    public long Count { get; internal set; }

    /// <summary>average = decay * average + (1 - decay) * weights; a first snapshot is copied.</summary>
    public void Add(IEnumerable<KeyValuePair<string, Tensor>> weights, double decay)
    {
        using var still = no_grad();
        using DisposeScope scope = NewDisposeScope();
        foreach ((string name, Tensor weight) in weights)
        {
            if (_average.TryGetValue(name, out Tensor? average)) average.lerp_(weight, tensor(1 - decay, dtype: weight.dtype));
            else _average[name] = weight.detach().clone().DetachFromDisposeScope();
        }
        Count++;
    }

    /// <summary>The plain mean of all snapshots so far.</summary>
    public void Add(IEnumerable<KeyValuePair<string, Tensor>> weights) => Add(weights, Count / (Count + 1.0));

    /// <summary>Puts a saved average back; it is owned from now on.</summary>
    internal void Restore(string name, Tensor value) => _average[name] = value.DetachFromDisposeScope();

    /// <summary>Frees the averages.</summary>
    public void Dispose()
    {
        foreach (Tensor average in _average.Values) average.Dispose();
        _average.Clear();
    }
}
