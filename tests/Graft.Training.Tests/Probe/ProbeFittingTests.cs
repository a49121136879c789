using Graft.Training.Probe;

namespace Graft.Training.Tests.Probe;

public class ProbeFittingTests
{
    private const int Rows = 90, Width = 12, Classes = 3;

    [Fact]
    public void Minimise_Rosenbrock_FindsTheValley()
    {
        double[] x = [-1.2, 1];
        Lbfgs.Minimise(x, (p, g) =>
        {
            (g[0], g[1]) = ((-400 * p[0] * (p[1] - (p[0] * p[0]))) - (2 * (1 - p[0])), 200 * (p[1] - (p[0] * p[0])));
            return (100 * Math.Pow(p[1] - (p[0] * p[0]), 2)) + Math.Pow(1 - p[0], 2);
        }, 1e-8, 500);
        x[0].ShouldBe(1, 1e-6);
        x[1].ShouldBe(1, 1e-6);
    }

    [Fact]
    public void Fit_Optimum_HasNoSlopeByFiniteDifferences()
    {
        (float[] features, int[] labels) = Draw();
        double[] values = [.. features.Select(f => (double)f)];
        using LogisticRegression regression = new(new DenseRows(values, labels.Length), labels, Classes, null);
        double[] parameters = regression.Fit(0.1, 1e-8);
        for (int i = 0; i < parameters.Length; i += 5)
        {
            double slope = (Objective(values, labels, parameters, i, 1e-5) - Objective(values, labels, parameters, i, -1e-5)) / 2e-5;
            slope.ShouldBe(0, 1e-5, $"parameter {i}");
        }
    }

    [Fact]
    public void Fit_SparseRows_FindsWhatDenseRowsGive()
    {
        (float[] features, int[] labels) = Draw();
        double[] values = [.. features.Select((f, i) => i % 3 == 0 ? f : 0.0)];
        using LogisticRegression dense = new(new DenseRows(values, Rows), labels, Classes, null);
        SparseRows rows = new([.. values.Chunk(Width).Select(r => r.Select((v, c) => (c, v)).Where(p => p.v != 0).ToArray())], Width);
        using LogisticRegression sparse = new(rows, labels, Classes, null);
        double[] expected = dense.Fit(0.1, 1e-8), found = sparse.Fit(0.1, 1e-8);
        found.Zip(expected, (f, e) => Math.Abs(f - e)).Max().ShouldBeLessThan(1e-6);
        sparse.Score(rows, labels, found).Right.ShouldBe(dense.Score(new DenseRows(values, Rows), labels, expected).Right);
    }

    [Fact]
    public void Fit_Repeated_GivesTheSameBits()
    {
        (float[] features, int[] labels) = Draw();
        FittedProbe first = ProbeFitting.Fit(features, Width, labels, Classes, new(), seed: 1);
        for (int i = 0; i < 5; i++) ProbeFitting.Fit(features, Width, labels, Classes, new(), seed: 1).Weight.ShouldBe(first.Weight);
    }

    private static (float[] Features, int[] Labels) Draw()
    {
        SeededRandom random = Seeds.For("probe", 0);
        int[] labels = [.. Enumerable.Range(0, Rows).Select(i => i % Classes)];
        return ([.. Enumerable.Range(0, Rows * Width).Select(i => (float)(random.NextGaussian() + (i % Width == labels[i / Width] ? 1 : 0)))], labels);
    }

    // Mean loss and penalty as defined, with one parameter moved.
    private static double Objective(double[] features, int[] labels, double[] parameters, int moved, double by)
    {
        double[] p = [.. parameters];
        p[moved] += by;
        double sum = 0;
        for (int i = 0; i < Rows; i++)
        {
            double[] logits = [.. Enumerable.Range(0, Classes).Select(k => p[(Width * Classes) + k] + Enumerable.Range(0, Width).Sum(d => features[(i * Width) + d] * p[(d * Classes) + k]))];
            sum += Math.Log(logits.Sum(Math.Exp)) - logits[labels[i]];
        }
        return (sum + (0.5 / 0.1 * p.Take(Width * Classes).Sum(w => w * w))) / Rows;
    }
}
