using Graft.Bundles;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Hub;
using Graft.Tests;
using Graft.Text;
using Graft.Training;
using Graft.Training.Loop;
using Graft.Training.Policies;
using Graft.Training.Texts;

namespace Graft.Cli.Tests.Flow;

/// <summary>Encoders that learn by comparing texts: two topics, and pairs that are alike where both are of one.</summary>
public sealed class SimilarityTests : IDisposable
{
    private static readonly string[] Food = ["bread", "soup", "meal", "cake"], Sea = ["ship", "wave", "sail", "port"];
    private static readonly TrainingOptions Short = new() { Epochs = 8, Rate = 3e-3, BatchSize = 16, Schedule = "linear" };
    private readonly TemporaryFolder _home = new();

    public SimilarityTests()
    {
        TinyEncoder.Write(_home["encoder"], [.. Food, .. Sea, "a", "the", "good", "old", "and"]);
        IEnumerable<string> pairs = Enumerable.Range(0, 160).Select(i => $"the {One(i)},{(i % 2 == 0 ? "a" : "good old")} {Other(i)},{(Alike(i) ? 4.5 : 0.5)}");
        File.WriteAllLines(_home["pairs.csv"], pairs.Prepend("anchor,target,score"));
        File.WriteAllLines(_home["few.csv"], Enumerable.Range(0, 40).Select(i => $"the {(i % 2 == 0 ? Food : Sea)[i / 2 % 4]},{(i % 2 == 0 ? "food" : "sea")}").Prepend("text,label"));
    }

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("cosine", "full", 0.8)]
    [InlineData("cosent", "full", 0.8)]
    [InlineData("cosent", "lora", 0.8)]
    [InlineData("cosine", "last 1", 0.7)]
    [InlineData("ranking", "full", 0.4)] // a batch has many pairs of the same topic, which it takes for unlike
    public void Run_OnPairs_MakesAnEncoderThatOrdersThem(string loss, string policy, double least)
    {
        TextTransferResult result = Run("similar", loss, policy.StartsWith("last", StringComparison.Ordinal) ? new() { UnfreezeLast = 1 } : new() { Policy = policy });
        RegressionMetrics before = (RegressionMetrics)result.Tuning!.Before!["test"], after = (RegressionMetrics)result.Scores["test"];
        after.Spearman!.Value.ShouldBeGreaterThan(before.Spearman!.Value);
        after.Spearman!.Value.ShouldBeGreaterThan(least);
        result.Tuning.History[^1].TrainLoss.ShouldBeLessThan(result.Tuning.History[0].TrainLoss);
        Directory.Exists(_home["similar/adapter"]).ShouldBe(policy == "lora");
    }

    [Fact]
    public void Bundle_EmbedsPredictsAndScoresAlike()
    {
        TextTransferResult result = Run("similar", "cosent", new());
        using TextEmbedder embedder = TextEmbedder.Open(_home["similar"]);
        using TextPredictor predictor = TextPredictor.Open(_home["similar"]);
        float[][] vectors = embedder.Embed(["the ship", "good old sail"]);
        double cosine = vectors[0].Zip(vectors[1], (a, b) => (double)a * b).Sum();
        predictor.Predict("the ship", "good old sail").Score!.Value.ShouldBe(0.5 + (4 * cosine), 1e-4); // the unit of the labels

        TextSet set = TextSets.Open(_home["pairs.csv"], new() { Task = TextTask.Similarity });
        Data.Part[] parts = set.PartitionBy(new(), 0);
        RegressionMetrics again = (RegressionMetrics)TextBundleEvaluation.Run(predictor, [.. set.Examples.Where((_, i) => parts[i] == Data.Part.Test)]).Metrics;
        again.Pearson!.Value.ShouldBe(((RegressionMetrics)result.Scores["test"]).Pearson!.Value, 1e-5);
        result.Tuning!.History[result.Tuning.BestEpoch!.Value - 1].Validation!.Value.Score.ShouldBe(((RegressionMetrics)result.Scores["validation"]).Spearman!.Value, 1e-6);
    }

    [Fact]
    public void Run_RankingOnPairsWithoutNumbers_BringsThemTogether()
    {
        File.WriteAllLines(_home["plain.csv"], Enumerable.Range(0, 100).Select(i => $"the {One(i)},good old {One(i + (10 * (i % 4)))}").Prepend("query,passage"));
        TextTransferResult result = TextTransfer.Run(Recipe("plain.csv", "ranking", new()), _home["ranked"], new HubOptions { Home = _home.Path });
        using TextPredictor predictor = TextPredictor.Open(_home["ranked"]);
        predictor.Predict("the ship", "good old sail").Score!.Value.ShouldBeGreaterThan(predictor.Predict("the ship", "good old cake").Score!.Value + 0.1);
        result.Counts["train"].ShouldBe(70);
    }

    [Fact]
    public void Run_WithoutPairs_OrWithAHeadThatIsNotThere_SaysWhatToDo()
    {
        Should.Throw<GraftException>(() => Run("similar", "cosin", new())).Message.ShouldContain("cosine");
        Should.Throw<GraftException>(() => Run("similar", "cosine", new() { Policy = "head" })).Message.ShouldContain("no head");
        Should.Throw<GraftException>(() => TextTransfer.Run(Recipe("few.csv", null, new()), _home["similar"], new HubOptions { Home = _home.Path })).Message.ShouldContain("pairs of texts");
    }

    [Fact]
    public void Run_Contrastive_LearnsFromAFewTextsWhatTheLabelsAreAbout()
    {
        Recipe recipe = new() { Data = _home["few.csv"], Backbone = _home["encoder"], Loss = "contrastive", Training = Short with { Epochs = 1 }, Policy = new() { BackboneRateFactor = 1 }, Partition = "40/0/60" };
        TextTransferResult result = TextTransfer.Run(recipe, _home["few"], new HubOptions { Home = _home.Path });
        ((ClassificationMetrics)result.Scores["test"]).Accuracy.ShouldBe(1);
        result.Chosen.ShouldContainKey("c");
        using TextPredictor predictor = TextPredictor.Open(_home["few"]);
        predictor.Predict("a ship").Label.ShouldBe("sea");
    }

    private static string One(int i) => (i % 2 == 0 ? Food : Sea)[i / 2 % 4];

    private static bool Alike(int i) => i / 3 % 2 == 0;

    private static string Other(int i) => (i % 2 == 0 == Alike(i) ? Food : Sea)[i / 5 % 4];

    private Recipe Recipe(string data, string? loss, PolicyOptions policy) =>
        new() { Data = _home[data], Backbone = _home["encoder"], Task = "similarity", Loss = loss, Training = Short, Dropout = 0, Policy = policy with { BackboneRateFactor = 1 } };

    private TextTransferResult Run(string bundle, string? loss, PolicyOptions policy) => TextTransfer.Run(Recipe("pairs.csv", loss, policy), _home[bundle], new HubOptions { Home = _home.Path });
}
