using Graft.Bundles;
using Graft.Cli.Demo;
using Graft.Data;
using Graft.Graphs;
using Graft.Hub;
using Graft.Inference;
using Graft.Tests;
using Graft.Training;

namespace Graft.Cli.Tests.Flow;

/// <summary>The whole flow on drawn photos; the backbone is SqueezeNet 1.1 with drawn weights, as an ONNX file of nobody's making.</summary>
public sealed class TransferTests : IDisposable
{
    private static readonly Lazy<byte[]> Backbone = new(() => OnnxFile.ToBytes(DrawnNetwork.Build("squeezenet1_1")));
    private readonly TemporaryFolder _home = new();

    public TransferTests()
    {
        File.WriteAllBytes(_home["backbone.onnx"], Backbone.Value);
        DemoPhotos.Write(_home["photos"], perClass: 8, seed: 5);
    }

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Run_LeavesAWholeBundle()
    {
        Run("bundle");
        Directory.GetFiles(_home["bundle"]).Select(Path.GetFileName).Order().ShouldBe(
            ["README.md", "graft.lock", "labels.json", "manifest.json", "metrics.json", "model.onnx", "preprocessing.json", "recipe.json", "report.html"], ignoreOrder: true);
        Directory.GetFileSystemEntries(_home.Path, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void Run_AgainOrWithHalfTheCache_GivesTheSameBytes()
    {
        byte[] first = Run("first");
        Run("cached").ShouldBe(first);
        foreach (string file in Directory.GetFiles(_home["features"], "*.safetensors", SearchOption.AllDirectories).Where((_, i) => i % 2 == 0)) File.Delete(file);
        Run("half").ShouldBe(first);
    }

    [Fact]
    public void Run_WithFoldsAndATail_CrossValidatesTheTailAndExplainsMistakes()
    {
        TransferResult result = Transfer.Run(new Recipe { Data = _home["photos"], Backbone = _home["backbone.onnx"], Folds = 2, Policy = new() { UnfreezeLast = 1 }, Training = new() { Epochs = 1 } }, _home["folds"], new HubOptions { Home = _home.Path });
        result.CrossValidation!.PerFold.Select(f => f.Count).Sum().ShouldBe(result.Counts["train"]);
        string report = File.ReadAllText(_home["folds/report.html"]);
        report.ShouldContain("while training");
        report.ShouldContain("figure class=\"twin\"");
    }

    [Fact]
    public void Run_InterruptedAfterAnEpoch_LeavesABundleOfTheBestSoFar()
    {
        using CancellationTokenSource stop = new();
        Recipe endless = new() { Data = _home["photos"], Backbone = _home["backbone.onnx"], Policy = new() { UnfreezeLast = 1 }, Training = new() { Epochs = 50 } };
        TransferResult result = Transfer.Run(endless, _home["stopped"], new HubOptions { Home = _home.Path }, epochs: new Stopper(stop), cancel: stop.Token);
        result.Tuning!.Interrupted.ShouldBeTrue();
        result.Tuning.History.Count.ShouldBeLessThan(50);
        Predictor.Open(_home["stopped"]).Dispose();
    }

    [Fact]
    public void Predictor_OpenedForFew_AnswersTheSame()
    {
        Run("bundle");
        using Predictor whole = Predictor.Open(_home["bundle"]), few = Predictor.OpenForFew(_home["bundle"]);
        string photo = Directory.GetFiles(_home["photos"], "*.jpg", SearchOption.AllDirectories)[0];
        few.Predict(photo).Probability.ShouldBe(whole.Predict(photo).Probability, 1e-4);
    }

    [Fact]
    public void Predictor_EqualsPlainOnnxRuntime()
    {
        Run("bundle");
        using Predictor predictor = Predictor.Open(_home["bundle"]);
        using OnnxSession plain = OnnxSession.Open(_home["bundle/model.onnx"]);
        Preprocessor preprocessor = new(predictor.Preprocessing);
        float[] pixels = new float[predictor.Preprocessing.Length];
        foreach (string photo in Directory.GetFiles(_home["photos"], "*.jpg", SearchOption.AllDirectories).Order().Take(12))
        {
            preprocessor.Load(photo, pixels);
            float[] expected = plain.Run(pixels, [1, .. predictor.Preprocessing.Shape])[0].ToFloats();
            Prediction found = predictor.Predict(photo);
            for (int k = 0; k < expected.Length; k++) found.Probabilities[predictor.Labels[k]].ShouldBe(expected[k], 1e-4);
        }
    }

    [Fact]
    public void Scores_FromCachedFeatures_EqualThoseOfTheMergedModel()
    {
        TransferResult result = Transfer.Run(Recipe, _home["bundle"], new HubOptions { Home = _home.Path });
        ExampleSet set = ExampleSets.Open(_home["photos"]);
        Part[] parts = Partition.Of(set, new(), 0);
        using Predictor predictor = Predictor.Open(_home["bundle"]);
        Evaluation.BundleScores scores = Evaluation.BundleEvaluation.Run(predictor, [.. set.Examples.Where((_, i) => parts[i] == Part.Test)]);
        scores.Metrics.LogLoss.ShouldBe(result.Scores["test"].LogLoss, 1e-5);
        scores.Metrics.Accuracy.ShouldBe(result.Scores["test"].Accuracy);
    }

    [Fact]
    public void Run_BrokenPhotos_AreNamedAndTheRestIsUsed()
    {
        string star = Path.Combine(_home["photos"], "star");
        File.WriteAllBytes(Path.Combine(star, "cut.jpg"), File.ReadAllBytes(Directory.GetFiles(star)[0])[..900]);
        File.WriteAllText(Path.Combine(star, "text.jpg"), "hello");
        File.WriteAllBytes(Path.Combine(star, "empty.png"), []);
        File.Copy(Directory.GetFiles(star, "star-*.jpg")[0], Path.Combine(star, "really.png"));
        TransferResult result = Transfer.Run(Recipe, _home["bundle"], new HubOptions { Home = _home.Path });
        result.Skipped.Select(s => Path.GetFileName(s.Path)).ShouldBe(["cut.jpg", "empty.png", "text.jpg"], ignoreOrder: true);
        result.Remarks.ShouldContain(r => r.Path.EndsWith("really.png", StringComparison.Ordinal) && r.Reason.Contains("promises a PNG", StringComparison.Ordinal));
        result.Counts.Values.Sum().ShouldBe(41);
    }

    [Fact]
    public void Open_ChangedByte_NamesTheFile()
    {
        Run("bundle");
        byte[] labels = File.ReadAllBytes(_home["bundle/labels.json"]);
        labels[3]++;
        File.WriteAllBytes(_home["bundle/labels.json"], labels);
        Should.Throw<GraftException>(() => Predictor.Open(_home["bundle"])).Message.ShouldContain("labels.json has changed");
    }

    [Fact]
    public void Run_Cancelled_LeavesNoBundle()
    {
        using CancellationTokenSource cancel = new();
        cancel.Cancel();
        Should.Throw<OperationCanceledException>(() => Transfer.Run(Recipe, _home["bundle"], new HubOptions { Home = _home.Path }, cancel: cancel.Token));
        Directory.Exists(_home["bundle"]).ShouldBeFalse();
        Directory.GetFileSystemEntries(_home.Path, "*.tmp").ShouldBeEmpty();
    }

    [Fact]
    public void Run_PlaceIsTaken_IsRefusedAndKept()
    {
        File.WriteAllText(_home["a-file"], "mine");
        Should.Throw<GraftException>(() => Run("a-file")).Message.ShouldContain("is a file");
        Should.Throw<GraftException>(() => Run("photos")).Message.ShouldContain("other things in it");
        File.ReadAllText(_home["a-file"]).ShouldBe("mine");
    }

    private Recipe Recipe => new() { Data = _home["photos"], Backbone = _home["backbone.onnx"] };

    private byte[] Run(string bundle)
    {
        Transfer.Run(Recipe, _home[bundle], new HubOptions { Home = _home.Path });
        return File.ReadAllBytes(Path.Combine(_home[bundle], "model.onnx"));
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<Training.Loop.EpochReport>
    {
        public void Report(Training.Loop.EpochReport value) => stop.Cancel();
    }
}
