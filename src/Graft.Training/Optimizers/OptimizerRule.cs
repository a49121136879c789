using static TorchSharp.torch;

namespace Graft.Training.Optimizers;

/// <summary>How one update changes a parameter. A rule has settings but no state; what must be remembered lies in the <see cref="Slot"/>.</summary>
public abstract record OptimizerRule
{
    /// <summary>Changes <paramref name="parameter"/> in place by its <paramref name="gradient"/>, which may be changed too.</summary>
    /// <param name="parameter">What learns.</param>
    /// <param name="gradient">Its gradient, shaped alike.</param>
    /// <param name="slot">What is remembered of it; <see cref="Slot.Step"/> counts this update already.</param>
    /// <param name="rate">The learning rate of this parameter in this update.</param>
    /// <param name="momentum">What the schedule says of momentum, or null for the rule's own.</param>
    internal abstract void Update(Trainable parameter, Tensor gradient, Slot slot, double rate, double? momentum);

    /// <summary>What must happen to all gradients before any parameter changes; most rules do nothing.</summary>
    internal virtual void Prepare(IReadOnlyList<Tensor> gradients) { }
}
