namespace Graft.Training.Probe;

/// <summary>Mean and factor of features: (x - mean) * factor. Constant features get the factor 1.</summary>
internal sealed record Scaling(double[] Mean, double[] Factor)
{
    /// <summary>
    /// Over some rows. Also features that keep their scale are centred: with a free intercept that changes no solution, and the minimiser needs far fewer steps.
    /// </summary>
    public static Scaling Of(float[] features, int width, int[] rows, bool standardise)
    {
        double[] mean = new double[width], factor = new double[width];
        Array.Fill(factor, 1);
        double[] squares = new double[width];
        foreach (int row in rows)
            for (int d = 0; d < width; d++) mean[d] += features[(row * width) + d];
        for (int d = 0; d < width; d++) mean[d] /= rows.Length;
        if (!standardise) return new(mean, factor);
        foreach (int row in rows)
            for (int d = 0; d < width; d++) squares[d] += Math.Pow(features[(row * width) + d] - mean[d], 2);
        for (int d = 0; d < width; d++)
            if (squares[d] > 1e-20) factor[d] = 1 / Math.Sqrt(squares[d] / rows.Length);
        return new(mean, factor);
    }

    /// <summary>Some rows, scaled.</summary>
    public double[] Apply(float[] features, int[] rows)
    {
        int width = Mean.Length;
        double[] scaled = new double[rows.Length * width];
        for (int i = 0; i < rows.Length; i++)
            for (int d = 0; d < width; d++) scaled[(i * width) + d] = (features[(rows[i] * width) + d] - Mean[d]) * Factor[d];
        return scaled;
    }
}
