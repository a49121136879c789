using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Optimizers;

/// <summary>
/// Applies a rule to parameters and keeps what it must remember of each, as tensors with names, so that a checkpoint holds all of it.
/// Parameters may join later (gradual unfreezing); those that were there keep their state.
/// </summary>
public sealed class Optimizer(OptimizerRule rule) : IDisposable
{
    private readonly SortedDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <summary>The parameters that the next update changes.</summary>
    public IReadOnlyList<Trainable> Parameters { get; private set; } = [];

    /// <summary>Makes these, and no others, the parameters that learn.</summary>
    public void Learn(IReadOnlyList<Trainable> parameters) => Parameters = parameters;

    /// <summary>One update. Parameters without a gradient stay as they are.</summary>
    /// <param name="rate">The learning rate, which each parameter's factor multiplies.</param>
    /// <param name="momentum">Momentum, or first beta, for this update; null for the rule's own.</param>
    public void Step(double rate, double? momentum = null)
    {
        using var still = no_grad();
        using DisposeScope scope = NewDisposeScope();
        List<(Trainable Parameter, Tensor Gradient)> ready = [.. Parameters.Where(p => p.Value.grad is not null).Select(p => (p, p.Value.grad!))];
        rule.Prepare([.. ready.Select(r => r.Gradient)]);
        foreach ((Trainable parameter, Tensor gradient) in ready)
        {
            Slot slot = SlotOf(parameter.Name);
            slot.Step++;
            rule.Update(parameter, gradient, slot, rate * parameter.RateFactor, momentum);
        }
    }

    /// <summary>Forgets all gradients.</summary>
    public void ZeroGradients()
    {
        foreach (Trainable parameter in Parameters) parameter.Value.grad = null;
    }

    /// <summary>What is remembered of each parameter, by its name.</summary>
    public IReadOnlyDictionary<string, Slot> State => _slots;

    /// <summary>Puts a remembered moment back; the optimiser owns the tensor from now on.</summary>
    internal void Restore(string parameter, string moment, Tensor value)
    {
        SortedDictionary<string, Tensor> moments = SlotOf(parameter).Moments;
        if (moments.TryGetValue(moment, out Tensor? old)) old.Dispose();
        moments[moment] = value.DetachFromDisposeScope();
    }

    /// <summary>Puts the number of updates of a parameter back.</summary>
    internal void Restore(string parameter, long steps) => SlotOf(parameter).Step = steps;

    /// <summary>Frees what is remembered.</summary>
    public void Dispose()
    {
        foreach (Tensor moment in _slots.Values.SelectMany(s => s.Moments.Values)) moment.Dispose();
        _slots.Clear();
    }

    private Slot SlotOf(string name)
    {
        if (!_slots.TryGetValue(name, out Slot? slot)) _slots[name] = slot = new Slot();
        return slot;
    }
}
