using Graft.Training.Probe;

namespace Graft.Training.Tests.Probe;

public class CrossValidationTests
{
    private static readonly string[] Two = ["cat", "dog"];

    [Fact]
    public void Assign_Groups_AreNeverDivided()
    {
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i % 3)];
        string?[] groups = [.. Enumerable.Range(0, 60).Select(i => i < 40 ? $"g{i / 4}" : null)];
        int[] folds = Folding.Assign(labels, 5, seed: 0, groups);
        foreach (IGrouping<string?, int> group in Enumerable.Range(0, 40).GroupBy(i => groups[i])) group.Select(i => folds[i]).Distinct().Count().ShouldBe(1);
        folds.CountBy(f => f).Select(c => c.Value).ShouldBe([12, 12, 12, 12, 12]);
    }

    [Fact]
    public void Assign_WithoutGroups_IsStratified()
    {
        int[] labels = [.. Enumerable.Range(0, 50).Select(i => i < 10 ? 0 : 1)];
        int[] folds = Folding.Assign(labels, 5, seed: 1);
        for (int fold = 0; fold < 5; fold++) Enumerable.Range(0, 50).Count(i => folds[i] == fold && labels[i] == 0).ShouldBe(2);
        folds.ShouldBe(Folding.Assign(labels, 5, seed: 1));
        folds.ShouldNotBe(Folding.Assign(labels, 5, seed: 2));
    }

    [Fact]
    public void Assign_OneGroup_IsRefused() => Should.Throw<GraftException>(() => Folding.Assign([0, 1, 0, 1], 3, 0, ["a", "a", "a", "a"])).Message.ShouldContain("Expected at least 2 groups");

    [Fact]
    public void Run_ClassesThatAreApart_AreHeldOutAndFound()
    {
        (float[] features, int[] labels) = Blobs(80);
        CrossValidationScores scores = CrossValidation.Run(features, 4, labels, Two, new() { Folds = 4, Repeats = 2 }, seed: 0);
        scores.PerFold.Count.ShouldBe(8);
        scores.PerFold.Sum(f => f.Count).ShouldBe(160);
        scores.Measures.Single(m => m.Name == "accuracy").Mean.ShouldBeGreaterThan(0.9);
        scores.Pooled.Count.ShouldBe(80);
    }

    [Fact]
    public void Probabilities_FlippedLabels_AreDoubted()
    {
        (float[] features, int[] labels) = Blobs(80);
        labels[5] = 1 - labels[5];
        float[] probabilities = CrossValidation.Probabilities(features, 4, labels, 2, new(true, 0.1, 0, 0), new(), seed: 0);
        double[] quality = Evaluation.LabelErrors.ConfidentLearning.SelfConfidence(probabilities, labels, 2);
        Array.IndexOf(quality, quality.Min()).ShouldBe(5);
    }

    private static (float[] Features, int[] Labels) Blobs(int count)
    {
        SeededRandom random = Seeds.For("blobs", 0);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 2)];
        return ([.. labels.SelectMany(l => Enumerable.Range(0, 4).Select(_ => (float)(random.NextGaussian() + (4 * l))))], labels);
    }
}
