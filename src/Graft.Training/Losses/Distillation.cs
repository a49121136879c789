using System.ComponentModel.DataAnnotations;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>
/// Learning from a teacher's logits: (1 - Share) cross-entropy + Share T^2 KL(teacher, student), both softened by the temperature T.
/// The batch brings 'teacher' (N, C), and 'target' (N) where the share is below 1. Paper: Hinton et al. 2015, arXiv:1503.02531.
/// </summary>
public sealed record Distillation : ILoss
{
    /// <summary>The name of the teacher's logits among the targets.</summary>
    public const string Teacher = "teacher";

    /// <summary>How soft both distributions are made.</summary><value>4</value>
    [Range(0.1, 100.0)] public double Temperature { get; init; } = 4;

    /// <summary>What the teacher weighs beside the labels.</summary><value>1</value>
    [Range(0.0, 1.0)] public double Share { get; init; } = 1;

    /// <inheritdoc/>
    public LossValue Of(LossInputs batch)
    {
        Tensor? target = Share < 1 ? batch.Target : null;
        return new(Of(batch.Outputs[0], batch.Targets[Teacher], target), batch.Outputs[0].shape[0]);
    }

    /// <summary>The mean over rows; logits are (N, C), class numbers (N).</summary>
    public Tensor Of(Tensor logits, Tensor teacher, Tensor? target)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor p = nn.functional.softmax(teacher.Over(Temperature), 1);
        Tensor logQ = nn.functional.log_softmax(logits.Over(Temperature), 1);
        Tensor soft = p.mul(p.log().sub(logQ)).sum().Times(Temperature * Temperature / logits.shape[0]);
        Tensor loss = target is null ? soft.Times(Share) : soft.Times(Share).Plus(new CrossEntropy().Of(logits, target), 1 - Share);
        return loss.MoveToOuterDisposeScope();
    }
}
