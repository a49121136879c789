using Graft.Training.Losses;
using static TorchSharp.torch;

namespace Graft.Training.Loop;

/// <summary>What is made small, and how good a model is.</summary>
/// <param name="Outputs">Tensors of the graph that the loss reads, the main one first.</param>
/// <param name="Loss">What training makes small.</param>
/// <param name="NewScoring">Begins a scoring of validation examples.</param>
public sealed record Objective(IReadOnlyList<string> Outputs, ILoss Loss, Func<IScoring> NewScoring)
{
    /// <summary>Tensors that validation reads, those of the loss first; the loss's own where nothing else is said.</summary>
    public IReadOnlyList<string> Scored { get; init; } = Outputs;
}

/// <summary>Gathers what a model puts out for the validation examples and judges it.</summary>
public interface IScoring
{
    /// <summary>Takes in a batch; the tensors are freed afterwards.</summary>
    /// <param name="outputs">As <see cref="Objective.Scored"/> lists them.</param>
    /// <param name="batch">What was fed, and the targets.</param>
    void Add(IReadOnlyList<Tensor> outputs, Batch batch);

    /// <summary>The measure of all batches so far; greater is better.</summary>
    double Score { get; }
}
