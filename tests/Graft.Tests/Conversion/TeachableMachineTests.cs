using Graft.Bundles;
using Graft.Conversion;
using Graft.Graphs;
using Graft.Tests.Checkpoints;
using SkiaSharp;

namespace Graft.Tests.Conversion;

/// <summary>Exports of Teachable Machine, by models whose answers can be written down.</summary>
public class TeachableMachineTests
{
    private static readonly string[] Labels = ["red", "green", "blue"];

    [Fact]
    public void Run_ExportToBundle_PredictsWhatTheBrowserWould()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(folder.Path("export"));
        TfJsModel.WriteExport(folder.Path("export"), 32, Labels);
        Photo(folder.Path("photo.png"), new(200, 40, 90), 48, 32);

        ConversionResult result = ModelConversion.Run(folder.Path("export"), folder.Path("bundle"), new());
        result.Format.ShouldStartWith("bundle");
        using Predictor predictor = Predictor.Open(folder.Path("bundle"));
        Prediction prediction = predictor.Predict(folder.Path("photo.png"));

        predictor.Labels.ShouldBe(Labels);
        prediction.Label.ShouldBe("red");
        double[] logits = [.. new[] { 200, 40, 90 }.Select(v => 2 * (v / 127.0 - 1))];
        double sum = logits.Sum(Math.Exp);
        foreach ((string label, double logit) in Labels.Zip(logits)) prediction.Probabilities[label].ShouldBe(Math.Exp(logit) / sum, 1e-5);
    }

    [Fact]
    public void Run_ExportToOnnx_KeepsLabelsAndPixels()
    {
        using TemporaryFolder folder = new();
        TfJsModel.WriteExport(folder.Root, 32, Labels);
        ModelConversion.Run(folder.Root, folder.Path("model.onnx"), new());
        using Predictor predictor = Predictor.Open(folder.Path("model.onnx"));
        predictor.Labels.ShouldBe(Labels);
        predictor.Preprocessing.Size.ShouldBe(new(32, 32));
    }

    [Fact]
    public void Run_ModelWithoutLabels_IsNoBundle()
    {
        using TemporaryFolder folder = new();
        TfJsModel.WriteExport(folder.Root, 32, Labels);
        File.Delete(folder.Path("metadata.json"));
        Should.Throw<GraftException>(() => ModelConversion.Run(folder.Root, folder.Path("bundle"), new())).Message.ShouldContain("does not name its labels");
    }

    [Fact]
    public void Run_OtherNumberOfLabels_IsRefused()
    {
        using TemporaryFolder folder = new();
        TfJsModel.WriteExport(folder.Root, 32, Labels);
        File.WriteAllText(folder.Path("metadata.json"), """{"labels":["a","b"]}""");
        Should.Throw<GraftException>(() => ModelConversion.Run(folder.Root, folder.Path("bundle"), new())).Message.ShouldContain("but 2 labels: a, b");
    }

    [SharedTheory("fixtures/keras"), InlineData("h5/whole-keras2.h5"), InlineData("keras/nested.keras"), InlineData("savedmodel-keras2"), InlineData("tfjs-shards")]
    public void Run_KerasModelToOnnx_SaysWhatPixelsItTakes(string file)
    {
        using TemporaryFolder folder = new();
        ConversionResult result = ModelConversion.Run(Shared.Path($"fixtures/keras/{file}"), folder.Path("model.onnx"), new());
        result.Notes.ShouldContain(n => n.Contains("does not say what pixels the model wants"));
        OnnxFile.Read(folder.Path("model.onnx")).Metadata.Keys.ShouldContain(ModelNotes.Preprocessing);
    }

    private static void Photo(string path, SKColor colour, int width, int height)
    {
        using SKBitmap bitmap = new(width, height);
        bitmap.Erase(colour);
        using SKData png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        File.WriteAllBytes(path, png.ToArray());
    }
}
