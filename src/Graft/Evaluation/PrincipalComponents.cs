using System.Numerics.Tensors;

namespace Graft.Evaluation;

/// <summary>The directions in which rows vary most (Pearson 1901), for seeing many dimensions in two.</summary>
/// <param name="Mean">Mean of each column.</param>
/// <param name="Components">Directions of unit length by falling variance; the entry of the largest absolute value is positive.</param>
/// <param name="Variances">Variance along each, over n - 1.</param>
/// <param name="TotalVariance">The sum of all columns' variances.</param>
internal sealed record PrincipalComponents(double[] Mean, IReadOnlyList<double[]> Components, IReadOnlyList<double> Variances, double TotalVariance)
{
    /// <summary>The first components of rows.</summary>
    /// <param name="rows">(rows, columns), row-major, at least two rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="count">How many components, at most the smaller of rows and columns.</param>
    public static PrincipalComponents Of(ReadOnlySpan<float> rows, int columns, int count)
    {
        (double[] mean, double[][] centred) = Centre(rows, columns);
        bool tall = centred.Length >= columns;
        double[][] vectors = tall ? Transpose(centred, columns) : centred;          // their products are the covariance, or the rows' Gram matrix: the smaller of both
        double[][] products = [.. vectors.Select(a => vectors.Select(b => TensorPrimitives.Dot<double>(a, b) / (centred.Length - 1)).ToArray())];
        (double[] values, double[][] found) = SymmetricEigen.Largest(products, count);
        double[][] components = [.. found.Select(f => Signed(Unit(tall ? f : Combine(centred, f, columns))))];
        return new(mean, components, [.. values.Select(v => Math.Max(0, v))], Enumerable.Range(0, products.Length).Sum(i => products[i][i]));
    }

    /// <summary>(row - mean) . component, for each component.</summary>
    public double[] Project(ReadOnlySpan<float> row)
    {
        double[] centred = new double[row.Length];
        for (int i = 0; i < centred.Length; i++) centred[i] = row[i] - Mean[i];
        return [.. Components.Select(c => TensorPrimitives.Dot<double>(centred, c))];
    }

    private static (double[] Mean, double[][] Centred) Centre(ReadOnlySpan<float> rows, int columns)
    {
        double[][] centred = new double[rows.Length / columns][];
        double[] mean = new double[columns];
        for (int r = 0; r < centred.Length; r++)
        {
            TensorPrimitives.ConvertTruncating(rows.Slice(r * columns, columns), centred[r] = new double[columns]);
            TensorPrimitives.Add<double>(mean, centred[r], mean);
        }
        TensorPrimitives.Divide(mean, centred.Length, mean);
        foreach (double[] row in centred) TensorPrimitives.Subtract<double>(row, mean, row);
        return (mean, centred);
    }

    private static double[][] Transpose(double[][] rows, int columns) => [.. Enumerable.Range(0, columns).Select(c => rows.Select(r => r[c]).ToArray())];

    private static double[] Combine(double[][] rows, double[] weights, int columns)
    {
        double[] sum = new double[columns];
        for (int r = 0; r < rows.Length; r++) TensorPrimitives.MultiplyAdd(rows[r], weights[r], sum, sum);
        return sum;
    }

    private static double[] Unit(double[] vector)
    {
        double length = TensorPrimitives.Norm<double>(vector);
        return length == 0 ? vector : [.. vector.Select(v => v / length)];
    }

    private static double[] Signed(double[] vector) => vector[TensorPrimitives.IndexOfMaxMagnitude<double>(vector)] < 0 ? [.. vector.Select(v => -v)] : vector;
}
