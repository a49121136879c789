namespace Graft.Evaluation.Calibration;

/// <summary>Small dense systems of equations.</summary>
internal static class LinearSystem
{
    /// <summary>Solves by elimination with the largest pivot; both arguments are used up. A direction that nothing determines is left at 0.</summary>
    public static double[] Solve(double[,] matrix, double[] right)
    {
        int n = right.Length;
        for (int column = 0; column < n; column++)
        {
            int pivot = Enumerable.Range(column, n - column).MaxBy(row => Math.Abs(matrix[row, column]));
            Swap(matrix, right, column, pivot);
            if (Math.Abs(matrix[column, column]) < 1e-300) (matrix[column, column], right[column]) = (1, 0);
            for (int row = column + 1; row < n; row++)
            {
                double factor = matrix[row, column] / matrix[column, column];
                if (factor == 0) continue;
                for (int k = column; k < n; k++) matrix[row, k] -= factor * matrix[column, k];
                right[row] -= factor * right[column];
            }
        }
        double[] solution = new double[n];
        for (int row = n - 1; row >= 0; row--)
        {
            double sum = right[row];
            for (int k = row + 1; k < n; k++) sum -= matrix[row, k] * solution[k];
            solution[row] = sum / matrix[row, row];
        }
        return solution;
    }

    private static void Swap(double[,] matrix, double[] right, int a, int b)
    {
        if (a == b) return;
        for (int k = 0; k < right.Length; k++) (matrix[a, k], matrix[b, k]) = (matrix[b, k], matrix[a, k]);
        (right[a], right[b]) = (right[b], right[a]);
    }
}
