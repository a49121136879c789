namespace Graft.Evaluation;

/// <summary>How near one of several predicted numbers is to the true one; see <see cref="RegressionMetrics"/> for each measure.</summary>
/// <param name="Target">What the number is called.</param>
/// <param name="Mae">Mean absolute error, in the unit of the target.</param>
/// <param name="Rmse">Root of the mean squared error, in the unit of the target.</param>
/// <param name="MedianAbsoluteError">Half of the absolute errors are below it.</param>
/// <param name="MaxError">The largest absolute error.</param>
/// <param name="R2">Share of the variance that is explained; null for one example.</param>
/// <param name="Pearson">Linear correlation; null where one side is constant.</param>
/// <param name="Spearman">Correlation of the ranks; null where one side is constant.</param>
public sealed record TargetMetrics(string Target, double Mae, double Rmse, double MedianAbsoluteError, double MaxError, double? R2, double? Pearson, double? Spearman);

/// <summary>How near predicted numbers are to the true ones, where an example has several; above all the means over them, each counting alike.</summary>
public sealed record MultiRegressionMetrics : TaskMetrics
{
    /// <summary>Mean of the mean absolute errors.</summary>
    public required double Mae { get; init; }

    /// <summary>Mean of the mean squared errors.</summary>
    public required double Mse { get; init; }

    /// <summary>Mean of the roots of those.</summary>
    public required double Rmse { get; init; }

    /// <summary>Mean of R2; null for one example.</summary>
    public double? R2 { get; init; }

    /// <summary>Mean of the explained variances; null for one example.</summary>
    public double? ExplainedVariance { get; init; }

    /// <summary>Each number, in the order of the model's outputs.</summary>
    public required IReadOnlyList<TargetMetrics> PerTarget { get; init; }

    /// <summary>Computes everything.</summary>
    /// <param name="predictions">(examples, targets), row-major.</param>
    /// <param name="truths">(examples, targets), row-major.</param>
    /// <param name="targets">What the numbers are called.</param>
    /// <exception cref="GraftException">A value is NaN or infinite, there is none, or the sizes disagree.</exception>
    public static MultiRegressionMetrics Compute(float[] predictions, float[] truths, IReadOnlyList<string> targets)
    {
        RegressionMetrics[] each = [.. targets.Select((_, k) => RegressionMetrics.Compute(Column(predictions, k, targets.Count), Column(truths, k, targets.Count)))];
        RegressionAverages mean = RegressionAverages.Of(each);
        return new()
        {
            Count = each[0].Count, Mae = mean.Mae, Mse = mean.Mse, Rmse = mean.Rmse, R2 = mean.R2, ExplainedVariance = mean.ExplainedVariance,
            PerTarget = [.. targets.Zip(each, (t, m) => new TargetMetrics(t, m.Mae, m.Rmse, m.MedianAbsoluteError, m.MaxError, m.R2, m.Pearson, m.Spearman))],
        };
    }

    private static float[] Column(float[] rows, int k, int width) => [.. rows.Where((_, i) => i % width == k)];
}
