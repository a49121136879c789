using Graft.Bundles;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Hub;
using Graft.Training;
using Graft.Training.Loop;
using Graft.Training.Texts;

namespace Graft.Cli.Tests.Flow;

/// <summary>Models that begin from nothing, through the same flow; what is asked is a matter of two words in order, so that single words don't tell.</summary>
public sealed class BaselineTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public BaselineTests()
    {
        string[] things = ["film", "book", "play", "song", "meal"];
        IEnumerable<string> rows = Enumerable.Range(0, 240).Select(i => $"The {things[i % 5]} was {(i % 2 == 0 ? "not good but bad" : "not bad but good")} {things[i / 2 % 5]},{(i % 2 == 0 ? "down" : "up")},{(i % 2 == 0 ? 1.5 : 4.5)},{(i % 2 == 0 ? "down;" : "") + things[i % 5]}");
        File.WriteAllLines(_home["texts.csv"], rows.Prepend("text,label,score,labels"));
    }

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("tfidf")]
    [InlineData("lstm")]
    [InlineData("gru")]
    [InlineData("rnn")]
    public void Run_FromNothing_LearnsAndAnswersAsItWasScored(string baseline)
    {
        TextTransferResult result = Run(baseline, "label");
        ClassificationMetrics test = (ClassificationMetrics)result.Scores["test"];
        test.Accuracy.ShouldBeGreaterThan(0.95);
        using TextPredictor predictor = TextPredictor.Open(_home["bundle"]);
        predictor.Predict("the play was not bad but good").Label.ShouldBe("up");
        predictor.Predict("THE PLAY was not good but bad").Label.ShouldBe("down");
        TextSet set = TextSets.Open(_home["texts.csv"], new() { Label = "label" });
        Data.Part[] parts = set.PartitionBy(new(), 0);
        ((ClassificationMetrics)TextBundleEvaluation.Run(predictor, [.. set.Examples.Where((_, i) => parts[i] == Data.Part.Test)]).Metrics).LogLoss.ShouldBe(test.LogLoss, 1e-5);
    }

    [Fact]
    public void WeighedWords_LabelsOfAnyNumber_AreLearned() => ((MultilabelMetrics)Run("tfidf", "labels").Scores["test"]).MicroF1.ShouldBeGreaterThan(0.9);

    [Fact]
    public void WeighedWords_TextOfUnknownWords_GetsAnAnswer()
    {
        Run("tfidf", "label");
        using TextPredictor predictor = TextPredictor.Open(_home["bundle"]);
        predictor.Predict("zyx").Probabilities!.Values.Sum().ShouldBe(1, 1e-5);
    }

    [Fact]
    public void Network_Numbers_AreLearned() => ((RegressionMetrics)Run("gru", "score").Scores["test"]).Pearson!.Value.ShouldBeGreaterThan(0.9);

    [Fact]
    public void WeighedWords_Numbers_AreRefused() => Should.Throw<GraftException>(() => Run("tfidf", "score")).Message.ShouldContain("lstm");

    [Fact]
    public void Run_UnknownBaseline_NamesTheKnown() => Should.Throw<UnknownNameException>(() => Run("lsmt", "label")).Message.ShouldContain("Did you mean 'lstm'?");

    private TextTransferResult Run(string baseline, string label) => TextTransfer.Run(
        new Recipe { Data = _home["texts.csv"], Baseline = baseline, Label = label, Training = new TrainingOptions { Epochs = 4, Rate = 1e-2, BatchSize = 16 } }, _home["bundle"], new HubOptions { Home = _home.Path });
}
