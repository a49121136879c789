using Graft.Bundles;
using Graft.Evaluation;
using Graft.Hub;
using Graft.Inference;
using Graft.Tests;
using Graft.Text;
using Graft.Training;
using Graft.Training.Loop;
using Graft.Training.Texts;

namespace Graft.Cli.Tests.Flow;

/// <summary>Texts longer than the model takes, read in windows: the word that decides often stands far behind.</summary>
public sealed class WindowTests : IDisposable
{
    private static readonly string[] Good = ["fine", "great", "lovely"], Bad = ["awful", "poor", "dull"];
    private readonly TemporaryFolder _home = new();

    public WindowTests()
    {
        TinyEncoder.Write(_home["encoder"], [.. Good, .. Bad, "the", "was", "very", "and"]);
        File.WriteAllLines(_home["texts.csv"], Enumerable.Range(0, 90).Select(i => $"{Filler(i % 20)} was {(i % 2 == 0 ? Good : Bad)[i / 2 % 3]},{(i % 2 == 0 ? "up" : "down")},{(i % 2 == 0 ? 1.5 : -1.5)}").Prepend("text,label,score"));
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Run_InWindows_ReadsWhatWouldBeCut()
    {
        TextTransferResult cut = Run("cut", new() { Data = "", Windows = 1 }), read = Run("read", new() { Data = "", Windows = 6, Stride = 2 });
        (cut.CutTexts, read.CutTexts).ShouldBe((75, 0));
        ((ClassificationMetrics)read.Scores["test"]).Accuracy.ShouldBeGreaterThan(((ClassificationMetrics)cut.Scores["test"]).Accuracy);
        using TextPredictor predictor = TextPredictor.Open(_home["read"]);
        TextPrediction found = predictor.Predict($"{Filler(18)} was awful");
        (found.Label, found.Cut).ShouldBe(("down", false));
        predictor.Predict($"{Filler(40)} was awful").Cut.ShouldBeTrue();
    }

    [Fact]
    public void Run_InTooFewWindows_CountsWhatIsStillCut() => Run("few", new() { Data = "", Windows = 2, Stride = 0 }).CutTexts.ShouldBe(45);

    [Fact]
    public void Run_InWindows_FittedHeadSaysTheSameOfTheMeanFeaturesAsOfTheWindows()
    {
        TextTransferResult result = Run("number", new() { Data = "", Windows = 6, Stride = 2, Label = "score" });
        using TextPredictor predictor = TextPredictor.Open(_home["number"]);
        using OnnxSession plain = OnnxSession.Open(_home["number/model.onnx"]);
        Encoding first = predictor.Tokenizer.Encode($"{Filler(15)} was dull", null, new Truncation { MaxLength = 8, Stride = 2 });
        Encoding[] windows = [first, .. first.Overflowing];
        windows.Length.ShouldBe(5);
        predictor.Predict($"{Filler(15)} was dull").Score!.Value.ShouldBe(windows.Average(w => plain.Run(TextInputs.Of([w], 0))[0].ToFloats()[0]), 1e-5);
        result.Scores.ShouldContainKey("test");
    }

    [Theory]
    [InlineData("full")]
    [InlineData("last")]
    public void Run_TunedInWindows_ScoresInTrainingAsTheBundleDoes(string policy)
    {
        Recipe recipe = new() { Windows = 6, Stride = 2, Dropout = 0, Training = new() { Epochs = 2, Rate = 2e-3 }, Policy = policy == "full" ? new() { Policy = "full", BackboneRateFactor = 1 } : new() { UnfreezeLast = 1 }, Data = "" };
        TextTransferResult result = Run(policy, recipe);
        EpochReport best = result.Tuning!.History[result.Tuning.BestEpoch!.Value - 1];
        best.Validation!.Value.Loss.ShouldBe(((ClassificationMetrics)result.Scores["validation"]).LogLoss, 1e-4);
    }

    [Fact]
    public void Run_WindowsThatShareAll_AreRefused() => Should.Throw<GraftException>(() => Run("all", new() { Data = "", Windows = 2, Stride = 10 })).Message.ShouldContain("at most 5");

    private static string Filler(int words) => string.Join(' ', Enumerable.Repeat("the very and", 1 + (words / 3)).Prepend("the"));

    private TextTransferResult Run(string bundle, Recipe recipe) =>
        TextTransfer.Run(recipe with { Data = _home["texts.csv"], Backbone = _home["encoder"], Label = recipe.Label ?? "label", MaxLength = 8 }, _home[bundle], new HubOptions { Home = _home.Path });
}
