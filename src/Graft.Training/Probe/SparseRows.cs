namespace Graft.Training.Probe;

/// <summary>Rows that are zero nearly everywhere, such as bags of words.</summary>
/// <param name="rows">Per row its values that are not zero, each with its column.</param>
/// <param name="width">Number of columns.</param>
internal sealed class SparseRows((int Column, double Value)[][] rows, int width) : IProbeRows
{
    private readonly Lazy<(int Row, double Value)[][]> _columns = new(() => Transposed(rows, width));

    public int Count => rows.Length;

    public int Width => width;

    /// <summary>Some of the rows.</summary>
    public SparseRows Select(IEnumerable<int> which) => new([.. which.Select(i => rows[i])], width);

    public void Times(double[] right, int classes, double[] to) => Multiply(rows, right, classes, to);

    public void TransposedTimes(double[] right, int classes, double[] to) => Multiply(_columns.Value, right, classes, to);

    public void Dispose()
    {
    }

    // Each row of the result is summed by one thread in one order, so that the sums don't depend on the number of cores.
    private static void Multiply((int Index, double Value)[][] left, double[] right, int classes, double[] to) => Parallel.For(0, left.Length, i =>
    {
        Span<double> sum = to.AsSpan(i * classes, classes);
        sum.Clear();
        foreach ((int index, double value) in left[i])
        {
            ReadOnlySpan<double> row = right.AsSpan(index * classes, classes);
            for (int k = 0; k < classes; k++) sum[k] += value * row[k];
        }
    });

    private static (int, double)[][] Transposed((int Column, double Value)[][] rows, int width)
    {
        List<(int, double)>[] columns = [.. Enumerable.Range(0, width).Select(_ => new List<(int, double)>())];
        for (int i = 0; i < rows.Length; i++)
            foreach ((int column, double value) in rows[i]) columns[column].Add((i, value));
        return [.. columns.Select(c => c.ToArray())];
    }
}
