using Graft.Attribution;
using Graft.Bundles;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Graphs;
using Graft.Hub;
using Graft.Inference;
using Graft.Tests;
using Graft.Text;
using Graft.Training;
using Graft.Training.Attribution;
using Graft.Training.Loop;
using Graft.Training.Policies;
using Graft.Training.Texts;

namespace Graft.Cli.Tests.Flow;

/// <summary>The whole flow of texts on made-up sentences; the backbone is a small BERT with drawn weights, as a published folder.</summary>
public sealed class TextTransferTests : IDisposable
{
    private static readonly string[] Good = ["fine", "great", "lovely", "good"], Bad = ["awful", "bad", "poor", "dull"], Things = ["film", "book", "play", "song", "meal"];
    private readonly TemporaryFolder _home = new();

    public TextTransferTests()
    {
        TinyEncoder.Write(_home["encoder"], [.. Good, .. Bad, .. Things, "a", "the", "was", "very", "it", "and"]);
        IEnumerable<string> rows = Enumerable.Range(0, 120).Select(i => $"the {Things[i % 5]} was {(i % 2 == 0 ? Good : Bad)[i / 2 % 4]},{(i % 2 == 0 ? "up" : "down")},{(i % 2 == 0 ? 4.5 : 1.5)},{(i % 2 == 0 ? "up;" : "") + Things[i % 5]}");
        File.WriteAllLines(_home["texts.csv"], rows.Prepend("text,label,score,labels"));
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Run_LeavesAWholeBundle_ThatAnswersAsItWasScored()
    {
        TextTransferResult result = Run("bundle", new() { Label = "label" });
        Directory.GetFiles(_home["bundle"]).Select(Path.GetFileName).ShouldBe(
            ["README.md", "labels.json", "manifest.json", "metrics.json", "model.onnx", "preprocessing.json", "recipe.json", "report.html", "tokenizer.json", "graft.lock"], ignoreOrder: true);
        ((ClassificationMetrics)result.Scores["test"]).Accuracy.ShouldBeGreaterThan(0.9);
        using TextPredictor predictor = TextPredictor.Open(_home["bundle"]);
        TextSet set = TextSets.Open(_home["texts.csv"], new() { Label = "label" });
        Data.Part[] parts = set.PartitionBy(new(), 0);
        ClassificationMetrics again = (ClassificationMetrics)TextBundleEvaluation.Run(predictor, [.. set.Examples.Where((_, i) => parts[i] == Data.Part.Test)]).Metrics;
        again.LogLoss.ShouldBe(((ClassificationMetrics)result.Scores["test"]).LogLoss, 1e-4);
    }

    [Fact]
    public void Run_Again_GivesTheSameBytes()
    {
        Run("first", new() { Label = "label" });
        Run("second", new() { Label = "label" });
        File.ReadAllBytes(_home["second/model.onnx"]).ShouldBe(File.ReadAllBytes(_home["first/model.onnx"]));
    }

    [Fact]
    public void Predictor_EqualsPlainOnnxRuntime_AndItsOwnBatches()
    {
        Run("bundle", new() { Label = "label", Pooling = "max:-1,-2" });
        using TextPredictor predictor = TextPredictor.Open(_home["bundle"]);
        using OnnxSession plain = OnnxSession.Open(_home["bundle/model.onnx"]);
        (string, string?)[] texts = [("the film was great", null), ("awful", null), ("it was a very dull and poor play and book", null)];
        IReadOnlyList<TextPrediction> together = predictor.PredictAll(texts);
        foreach (((string text, _), TextPrediction found) in texts.Zip(together))
        {
            float[] expected = plain.Run(TextInputs.Of([predictor.Tokenizer.Encode(text)], 0))[0].ToFloats();
            found.Probabilities!.Values.Select(p => (float)p).Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-4f);
            predictor.Predict(text).Label.ShouldBe(found.Label);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Run_LastStagesOnCachedStates_ScoresAsTheWholeModelDoes(int stages)
    {
        TextTransferResult result = Tune(new() { UnfreezeLast = stages }, new() { Epochs = 1, Rate = 1e-3 }, dropout: 0.1);
        result.Tuning!.History[0].Validation!.Value.Loss.ShouldBe(((ClassificationMetrics)result.Scores["validation"]).LogLoss, 1e-4);
        result.Scores["validation"].ChosenOn.ShouldBeTrue();
    }

    [Theory]
    [InlineData("full")]
    [InlineData("lora")]
    [InlineData("gradual")]
    public void Run_MoreThanTheHead_LearnsAndLeavesTheSameKindOfBundle(string policy)
    {
        TextTransferResult result = Tune(new() { Policy = policy, BackboneRateFactor = 1 }, new() { Epochs = 12, Rate = 1e-2, BatchSize = 8 }, dropout: 0.05);
        ((ClassificationMetrics)result.Scores["test"]).Accuracy.ShouldBeGreaterThan(0.9);
        OnnxFile.Read(_home["tuned/model.onnx"]).Nodes.ShouldNotContain(n => n.OpType == "Dropout");
        using TextPredictor predictor = TextPredictor.Open(_home["tuned"]);
        predictor.Predict("the film was great").Label.ShouldBe("up");
    }

    [Fact]
    public void Run_OnTags_FindsSpans()
    {
        IEnumerable<string> sentences = Enumerable.Range(0, 80).Select(i => $"the O\n{Things[i % 5]} B-THING\n{(i % 3 == 0 ? "and I-THING\n" : "")}was O\n{(i % 2 == 0 ? Good : Bad)[i / 2 % 4]} B-VIEW\n");
        File.WriteAllText(_home["tags.conll"], string.Join('\n', sentences));
        TextTransferResult result = TextTransfer.Run(new() { Data = _home["tags.conll"], Backbone = _home["encoder"], Policy = new() { Policy = "full", BackboneRateFactor = 1 }, Training = new() { Epochs = 8, Rate = 1e-2, BatchSize = 8 } }, _home["tagger"], new HubOptions { Home = _home.Path });
        ((TaggingMetrics)result.Scores["test"]).EntityF1.ShouldBeGreaterThan(0.9);
        using TextPredictor predictor = TextPredictor.Open(_home["tagger"]);
        predictor.Predict("the book was dull").Spans!.Select(s => (s.Label, s.Text)).ShouldBe([("THING", "book"), ("VIEW", "dull")]);
    }

    [Theory]
    [InlineData("crf")]
    [InlineData("bilstm")]
    [InlineData("bilstm-crf")]
    [InlineData("characters-bilstm-crf")]
    public void Run_OnTagsWithAHead_FindsSpansAlsoInWindows(string head)
    {
        IEnumerable<string> sentences = Enumerable.Range(0, 80).Select(i => $"the O\n{Things[i % 5]} B-THING\n{(i % 3 == 0 ? "and I-THING\n" : "")}was O\n{(i % 2 == 0 ? Good : Bad)[i / 2 % 4]} B-VIEW\n");
        File.WriteAllText(_home["tags.conll"], string.Join('\n', sentences));
        TextTransferResult result = TextTransfer.Run(new() { Data = _home["tags.conll"], Backbone = _home["encoder"], Head = head, MaxLength = 5, Windows = 3, Stride = 1, Dropout = 0, Policy = new() { UnfreezeLast = 1, BackboneRateFactor = 1 }, Training = new() { Epochs = 6, Rate = 1e-2, BatchSize = 8 } }, _home["tagger"], new HubOptions { Home = _home.Path });
        ((TaggingMetrics)result.Scores["test"]).EntityF1.ShouldBeGreaterThan(0.9);
        result.CutTexts.ShouldBe(0);
        OnnxFile.Read(_home["tagger/model.onnx"]).Outputs.Select(o => o.Name).ShouldBe(head.EndsWith("crf", StringComparison.Ordinal) ? ["probabilities", "tags"] : ["probabilities"]);
        using TextPredictor predictor = TextPredictor.Open(_home["tagger"]);
        predictor.Predict("the book was dull").Spans!.Select(s => (s.Label, s.Text)).ShouldBe([("THING", "book"), ("VIEW", "dull")]);
        using TextPredictor alone = TextPredictor.Open(_home["tagger/model.onnx"]);
        ((TaggingMetrics)TextBundleEvaluation.Run(alone, TextSets.Open(_home["tags.conll"]).Examples).Metrics).EntityF1.ShouldBeGreaterThan(0.9);
    }

    private TextTransferResult Tune(PolicyOptions policy, TrainingOptions training, double dropout) => TextTransfer.Run(
        new Recipe { Data = _home["texts.csv"], Backbone = _home["encoder"], Label = "label", Policy = policy, Training = training, Dropout = dropout, Calibration = "none" }, _home["tuned"], new HubOptions { Home = _home.Path });

    [Fact]
    public void Run_OnNumbers_FitsALine() =>
        ((RegressionMetrics)Run("bundle", new() { Label = "score" }).Scores["test"]).Pearson!.Value.ShouldBeGreaterThan(0.9);

    [Fact]
    public void Run_OnSeveralLabels_FitsOneModelForEach()
    {
        TextTransferResult result = Run("bundle", new() { Label = "labels" });
        result.Task.ShouldBe(TextTask.MultiLabel);
        ((MultilabelMetrics)result.Scores["test"]).MicroF1.ShouldBeGreaterThan(0.9);
        using TextPredictor predictor = TextPredictor.Open(_home["bundle"]);
        predictor.Predict("the book was great").Labels.ShouldBe(["book", "up"]);
    }

    [Fact]
    public void Run_TextsThatAreTooLong_AreCutAndTold()
    {
        File.AppendAllText(_home["texts.csv"], $"{string.Join(' ', Enumerable.Repeat("very good", 40))},up,4.5,up\n");
        Run("bundle", new() { Label = "label" }).CutTexts.ShouldBe(1);
        Run("short", new() { Label = "label", MaxLength = 4 }).CutTexts.ShouldBe(121);
    }

    [Fact]
    public void Predict_EmptyTextOrWrongNumber_IsRefused()
    {
        Run("bundle", new() { Label = "label" });
        using TextPredictor predictor = TextPredictor.Open(_home["bundle"]);
        Should.Throw<GraftException>(() => predictor.Predict(" ")).Message.ShouldContain("empty");
        Should.Throw<GraftException>(() => predictor.Predict("a", "b")).Message.ShouldContain("single texts");
    }

    [Theory]
    [InlineData("occlusion")]
    [InlineData("integrated-gradients")]
    public void Explain_TheWordThatDecides_SpeaksForTheLabelMost(string method)
    {
        Tune(new() { Policy = "full", BackboneRateFactor = 1 }, new() { Epochs = 12, Rate = 1e-2, BatchSize = 8 }, dropout: 0.05);
        using TextPredictor predictor = TextPredictor.Open(_home["tuned"]);
        Graph model = OnnxFile.Read(_home["tuned/model.onnx"]);
        int found = 0;
        foreach (string word in (string[])[.. Good, .. Bad])
        {
            string text = $"the film was {word}";
            TextAttribution attribution = method == TextOcclusion.Method ? TextOcclusion.Explain(predictor, text) : TextGradients.Explain(model, predictor, text);
            attribution.Label.ShouldBe(predictor.Predict(text).Label);
            attribution.Tokens.Select(t => t.Text).ShouldBe(["the", "film", "was", word]);
            if (attribution.Tokens.MaxBy(t => t.Value)!.Text == word) found++;
        }
        found.ShouldBeGreaterThan(6);
    }

    [Fact]
    public void Explain_ModelThatTagsWords_IsRefused()
    {
        File.WriteAllText(_home["tags.conll"], string.Concat(Enumerable.Range(0, 20).Select(i => $"the O\n{Things[i % 5]} B-THING\n\n")));
        TextTransfer.Run(new() { Data = _home["tags.conll"], Backbone = _home["encoder"], Training = new() { Epochs = 1 } }, _home["tagger"], new HubOptions { Home = _home.Path });
        using TextPredictor predictor = TextPredictor.Open(_home["tagger"]);
        Should.Throw<GraftException>(() => TextOcclusion.Explain(predictor, "the film")).Message.ShouldContain("word by word");
    }

    [Theory]
    [InlineData("label", "accuracy", null)]
    [InlineData("score", "pearson", null)]
    [InlineData("labels", "micro F1", null)]
    [InlineData("label", "accuracy", "full")]
    public void Run_WithFolds_CrossValidatesAllThatLearns(string label, string measure, string? policy)
    {
        TextTransferResult result = TextTransfer.Run(new Recipe { Data = _home["texts.csv"], Backbone = _home["encoder"], Label = label, Folds = 3, Repeats = 2, Policy = new() { Policy = policy, BackboneRateFactor = 1 }, Training = new() { Epochs = 4, Rate = 1e-2, BatchSize = 8 }, Dropout = 0.05 }, _home["bundle"], new HubOptions { Home = _home.Path });
        result.CrossValidation!.PerFold.Sum(f => f.Count).ShouldBe(2 * result.Counts["train"]);
        result.CrossValidation.Measures.Single(m => m.Name == measure).Mean.ShouldBeGreaterThan(0.8);
    }

    [Fact]
    public void Run_FlippedLabelsAndCopies_AreTold()
    {
        string[] lines = File.ReadAllLines(_home["texts.csv"]);
        File.WriteAllLines(_home["texts.csv"], lines.Select((l, i) => i is 5 or 17 ? l.Replace(",up,", ",down,", StringComparison.Ordinal) : l));
        TextTransferResult result = Run("bundle", new() { Label = "label" });
        result.SuspectedLabels.Select(s => s.Label).ShouldContain("down");
        result.Remarks.ShouldContain(r => r.Reason.Contains("part", StringComparison.Ordinal), "copies of a sentence lie in different parts");
        File.ReadAllText(_home["bundle/report.html"]).ShouldContain("Suspected labels");
    }

    [Theory]
    [InlineData("temperature")]
    [InlineData("vector")]
    [InlineData("isotonic")]
    public void Run_Calibrated_ThePredictorSaysWhatWasScored(string method)
    {
        string[] lines = File.ReadAllLines(_home["texts.csv"]);
        IEnumerable<string> noisy = Enumerable.Range(0, 900).Select(i => i % 9 == 0 ? lines[1 + (i % 120)].Replace(",up,", ",down,", StringComparison.Ordinal) : lines[1 + (i % 120)]);
        File.WriteAllLines(_home["texts.csv"], noisy.Prepend(lines[0]));
        TextTransferResult result = TextTransfer.Run(new Recipe { Data = _home["texts.csv"], Backbone = _home["encoder"], Label = "label", Calibration = method, Policy = new() { Policy = "full", BackboneRateFactor = 1 }, Training = new() { Epochs = 6, Rate = 1e-2, BatchSize = 16, Patience = 0 }, Dropout = 0 }, _home["bundle"], new HubOptions { Home = _home.Path });
        result.Calibration.ShouldNotBeNull();
        using TextPredictor predictor = TextPredictor.Open(_home["bundle"]);
        TextSet set = TextSets.Open(_home["texts.csv"], new() { Label = "label" });
        Data.Part[] parts = set.PartitionBy(new(), 0);
        ((ClassificationMetrics)TextBundleEvaluation.Run(predictor, [.. set.Examples.Where((_, i) => parts[i] == Data.Part.Test)]).Metrics).LogLoss.ShouldBe(((ClassificationMetrics)result.Scores["test"]).LogLoss, 1e-4);
    }

    [Fact]
    public void Evaluate_UnknownLabel_IsNamedWithItsPlace()
    {
        Run("bundle", new() { Label = "label" });
        using TextPredictor predictor = TextPredictor.Open(_home["bundle"]);
        File.WriteAllText(_home["more.csv"], "text,label\nthe film was good,sideways\n");
        Should.Throw<GraftException>(() => TextBundleEvaluation.Run(predictor, TextSets.Open(_home["more.csv"]).Examples)).Message.ShouldContain("more.csv:2");
    }

    private sealed record Told
    {
        public string? Label { get; init; }
        public string? Pooling { get; init; }
        public int? MaxLength { get; init; }
    }

    private TextTransferResult Run(string bundle, Told told) => TextTransfer.Run(
        new Recipe { Data = _home["texts.csv"], Backbone = _home["encoder"], Label = told.Label, Pooling = told.Pooling, MaxLength = told.MaxLength }, _home[bundle], new HubOptions { Home = _home.Path });
}
