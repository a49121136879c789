using Graft.Graphs;

namespace Graft.Evaluation.Calibration;

/// <summary>softmax(logits / T) (Guo et al. 2017). Above 1 the model was too sure of itself.</summary>
/// <param name="Temperature">T, above 0.</param>
public sealed record TemperatureScaling(double Temperature) : Calibrator
{
    /// <summary>The temperature of the least negative log-likelihood: where its derivative in 1/T is zero.</summary>
    /// <param name="logits">(examples, classes), row-major.</param>
    /// <param name="labels">The true classes.</param>
    /// <param name="classes">Number of classes.</param>
    /// <returns>Null where there is none: every true class has the highest logit, or on average no more than the mean one.</returns>
    public static TemperatureScaling? Fit(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes)
    {
        ScoreTable table = new(logits, labels, classes);
        if (Slope(table, 0).Value >= 0 || Misses(table) <= 0) return null;
        double low = 0, high = 1;
        while (Slope(table, high).Value < 0) (low, high) = (high, 2 * high);
        double inverse = (low + high) / 2;
        for (int i = 0; i < 200 && high - low > 1e-15 * high; i++)
        {
            (double slope, double curvature) = Slope(table, inverse);
            if (slope < 0) low = inverse; else high = inverse;
            double newton = inverse - (slope / curvature);
            if (newton == inverse) break;
            inverse = newton > low && newton < high ? newton : (low + high) / 2;
        }
        return new(1 / inverse);
    }

    private protected override (IReadOnlyList<Node> Nodes, IReadOnlyDictionary<string, TensorData> Constants) Operations(string logits, string calibrated) =>
        ([new Node("Div", [logits, "calibration.temperature"], [calibrated], "calibration")], new Dictionary<string, TensorData> { ["calibration.temperature"] = TensorData.Scalar((float)Temperature) });

    /// <inheritdoc/>
    protected override void ToProbabilities(Span<double> row)
    {
        for (int k = 0; k < row.Length; k++) row[k] /= Temperature;
        Softmax.InPlace(row);
    }

    /// <summary>First and second derivative of the mean loss in 1/T: expected less true logit, and the logits' variance.</summary>
    private static (double Value, double Curvature) Slope(ScoreTable table, double inverse)
    {
        double slope = 0, curvature = 0;
        double[] p = new double[table.Classes];
        for (int i = 0; i < table.Count; i++)
        {
            ReadOnlySpan<float> z = table[i];
            for (int k = 0; k < p.Length; k++) p[k] = z[k] * inverse;
            Softmax.InPlace(p);
            double mean = 0, squares = 0;
            for (int k = 0; k < p.Length; k++) mean += p[k] * z[k];
            for (int k = 0; k < p.Length; k++) squares += p[k] * (z[k] - mean) * (z[k] - mean);
            slope += mean - z[table.Labels[i]];
            curvature += squares;
        }
        return (slope / table.Count, curvature / table.Count);
    }

    /// <summary>How far the true logits are below the highest, on the whole.</summary>
    private static double Misses(ScoreTable table)
    {
        double sum = 0;
        for (int i = 0; i < table.Count; i++) sum += (double)table[i][ScoreTable.Best(table[i])] - table[i][table.Labels[i]];
        return sum;
    }
}
