namespace Graft.Training.Probe;

/// <summary>How a linear head on frozen features is fitted and what is tried.</summary>
public sealed record ProbeOptions
{
    /// <summary>Inverse strengths of the L2 penalty to choose from, ascending (scikit-learn's C).</summary>
    public IReadOnlyList<double> Strengths { get; init; } = [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1];

    /// <summary>Parts of the cross-validation on the training examples.</summary><value>5</value>
    public int Folds { get; init; } = 5;

    /// <summary>Weights the classes by the inverse of their frequency, so that rare ones count as much as frequent ones.</summary><value>false</value>
    public bool BalanceClasses { get; init; }
}

/// <summary>What cross-validation said of one choice.</summary>
/// <param name="Standardise">Whether each feature was brought to mean 0 and deviation 1.</param>
/// <param name="C">Inverse strength of the penalty.</param>
/// <param name="LogLoss">Mean over the held-out training examples.</param>
/// <param name="Accuracy">On the held-out training examples.</param>
public sealed record ProbeTrial(bool Standardise, double C, double LogLoss, double Accuracy);

/// <summary>A fitted linear head.</summary>
/// <param name="Weight">(K, D), row-major, for raw features: standardising is folded in.</param>
/// <param name="Bias">K values.</param>
/// <param name="Chosen">The choice with the least log loss in cross-validation.</param>
/// <param name="Trials">All choices that were tried.</param>
public sealed record FittedProbe(float[] Weight, float[] Bias, ProbeTrial Chosen, IReadOnlyList<ProbeTrial> Trials);
