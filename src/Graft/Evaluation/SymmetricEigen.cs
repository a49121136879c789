using System.Numerics.Tensors;

namespace Graft.Evaluation;

/// <summary>The largest eigenvalues of a symmetric matrix without negative ones: subspace iteration, its small problem solved by Jacobi's rotations (Golub and Van Loan, 8.2 and 8.5).</summary>
internal static class SymmetricEigen
{
    private const int Spare = 10, MostSteps = 400;
    private const double Enough = 1e-13;

    /// <summary>Values by falling size, and a vector of unit length for each.</summary>
    /// <param name="matrix">Symmetric, positive semi-definite.</param>
    /// <param name="count">How many.</param>
    public static (double[] Values, double[][] Vectors) Largest(double[][] matrix, int count)
    {
        int size = Math.Min(matrix.Length, count + Spare);
        double[][] basis = Start(matrix.Length, size);
        double[] before = new double[count];
        for (int step = 0; ; step++)
        {
            double[][] image = [.. basis.Select(b => Times(matrix, b))];
            (double[] values, double[][] rotation) = Jacobi([.. basis.Select(b => image.Select(i => TensorPrimitives.Dot<double>(b, i)).ToArray())]);
            double change = Enumerable.Range(0, count).Max(i => Math.Abs(values[i] - before[i])) / Math.Max(values[0], double.Epsilon);
            if ((change < Enough && step > 2) || step == MostSteps || size == matrix.Length) return (values[..count], [.. rotation[..count].Select(r => Mix(basis, r))]);
            before = values[..count];
            basis = Orthonormal([.. rotation.Select(r => Mix(image, r))]);
        }
    }

    private static double[][] Start(int length, int size)
    {
        if (size == length) return [.. Enumerable.Range(0, size).Select(k => Axis(length, k))];
        SeededRandom random = Seeds.For("eigenvectors", 0);
        return Orthonormal([.. Enumerable.Range(0, size).Select(_ => Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5).ToArray())]);
    }

    private static double[] Axis(int length, int at)
    {
        double[] axis = new double[length];
        axis[at] = 1;
        return axis;
    }

    private static double[] Times(double[][] matrix, double[] vector) => [.. matrix.Select(row => TensorPrimitives.Dot<double>(row, vector))];

    private static double[] Mix(double[][] vectors, double[] weights)
    {
        double[] sum = new double[vectors[0].Length];
        for (int i = 0; i < weights.Length; i++) TensorPrimitives.MultiplyAdd(vectors[i], weights[i], sum, sum);
        return sum;
    }

    /// <summary>Gram-Schmidt, twice for accuracy; a vector that the others span becomes 0.</summary>
    private static double[][] Orthonormal(double[][] vectors)
    {
        for (int i = 0; i < vectors.Length; i++)
        {
            for (int twice = 0; twice < 2; twice++)
                for (int j = 0; j < i; j++)
                    TensorPrimitives.MultiplyAdd(vectors[j], -TensorPrimitives.Dot<double>(vectors[i], vectors[j]), vectors[i], vectors[i]);
            double length = TensorPrimitives.Norm<double>(vectors[i]);
            if (length > 0) TensorPrimitives.Divide(vectors[i], length, vectors[i]);
        }
        return vectors;
    }

    /// <summary>All eigenvalues of a small symmetric matrix, falling, with their vectors.</summary>
    private static (double[] Values, double[][] Vectors) Jacobi(double[][] a)
    {
        int n = a.Length;
        double[][] vectors = [.. Enumerable.Range(0, n).Select(k => Axis(n, k))];
        for (int sweep = 0; sweep < 60; sweep++)
        {
            double off = 0;
            for (int p = 0; p < n; p++) for (int q = p + 1; q < n; q++) off += a[p][q] * a[p][q];
            if (off <= 1e-300) break;
            for (int p = 0; p < n; p++) for (int q = p + 1; q < n; q++) Rotate(a, vectors, p, q);
        }
        int[] order = [.. Enumerable.Range(0, n).OrderByDescending(i => a[i][i])];
        return ([.. order.Select(i => a[i][i])], [.. order.Select(i => vectors[i])]);
    }

    /// <summary>Makes a[p][q] 0; row k of the vectors is the k-th vector.</summary>
    private static void Rotate(double[][] a, double[][] vectors, int p, int q)
    {
        if (a[p][q] == 0) return;
        double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1)), c = 1 / Math.Sqrt((t * t) + 1), s = t * c;
        for (int k = 0; k < a.Length; k++) (a[k][p], a[k][q]) = ((c * a[k][p]) - (s * a[k][q]), (s * a[k][p]) + (c * a[k][q]));
        Turn(a, p, q, c, s);
        Turn(vectors, p, q, c, s);
    }

    private static void Turn(double[][] rows, int p, int q, double c, double s)
    {
        for (int k = 0; k < rows[p].Length; k++) (rows[p][k], rows[q][k]) = ((c * rows[p][k]) - (s * rows[q][k]), (s * rows[p][k]) + (c * rows[q][k]));
    }
}
