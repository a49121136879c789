using System.Numerics.Tensors;

namespace Graft.Evaluation;

/// <summary>Logits to probabilities, computed in double precision.</summary>
internal static class Softmax
{
    /// <summary>(rows, classes), row-major.</summary>
    public static float[] Rows(ScoreTable logits)
    {
        float[] probabilities = new float[logits.Count * logits.Classes];
        double[] row = new double[logits.Classes];
        for (int i = 0; i < logits.Count; i++)
        {
            TensorPrimitives.ConvertTruncating(logits[i], row);
            InPlace(row);
            for (int k = 0; k < row.Length; k++) probabilities[(i * row.Length) + k] = (float)row[k];
        }
        return probabilities;
    }

    /// <summary>exp(x) / sum of exp(x), the greatest subtracted first so that nothing overflows.</summary>
    public static void InPlace(Span<double> row)
    {
        double greatest = TensorPrimitives.Max<double>(row), sum = 0;
        for (int k = 0; k < row.Length; k++) sum += row[k] = Math.Exp(row[k] - greatest);
        for (int k = 0; k < row.Length; k++) row[k] /= sum;
    }
}
