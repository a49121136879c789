using System.Text.Json;
using Graft.Conversion;
using Graft.Graphs;
using Graft.Inference;
using Graft.Tests.Architectures.Text;
using Graft.Tests.Checkpoints;

namespace Graft.Tests.Conversion;

/// <summary>Folders as published, through 'convert' to ONNX, against what the published implementation computes.</summary>
public class WholeModelTests
{
    private const double Tolerance = 5e-5;      // of the standard deviation

    [SharedTheory("fixtures/architectures")]
    [InlineData("squeezenet1_1"), InlineData("timm/mobilenetv3_small_100"), InlineData("timm/convnext_atto")]
    [InlineData("hf/ViTForImageClassification-small"), InlineData("hf/SwinForImageClassification-small"), InlineData("hf/ResNetForImageClassification-18")]
    public void Convert_PublishedPhotoNetwork_GivesItsLogits(string name)
    {
        using ArchitectureFixture fixture = new($"fixtures/architectures/{name}.json");
        using TemporaryFolder folder = new();
        PublishedFolder.Write(folder, fixture);

        ModelConversion.Run(folder.Path("model.safetensors"), folder.Path("model.onnx"), new());

        TensorData image = SyntheticWeights.Tensor("input", fixture.InputShape, 1, 0);
        ArchitectureFixture.Difference(Run(folder.Path("model.onnx"), new() { ["any"] = image })["logits"].Span<float>(), fixture.Logits).ShouldBeLessThan(Tolerance);
    }

    [SharedTheory("fixtures/architectures/hf")]
    [InlineData("AlbertModel"), InlineData("BertForMaskedLM"), InlineData("BertForSequenceClassification"), InlineData("BertForTokenClassification"), InlineData("BertModel")]
    [InlineData("DebertaV2Model"), InlineData("DistilBertForSequenceClassification"), InlineData("DistilBertModel"), InlineData("ElectraModel")]
    [InlineData("RobertaForSequenceClassification"), InlineData("RobertaModel")]
    public void Convert_PublishedTextNetwork_GivesAllItsOutputs(string name)
    {
        using ArchitectureFixture fixture = new($"fixtures/architectures/hf/{name}.json");
        using TextFixture text = new($"fixtures/architectures/hf/{name}.json");
        using TemporaryFolder folder = new();
        PublishedFolder.Write(folder, fixture);

        ModelConversion.Run(folder.Root, folder.Path("model.onnx"), new());

        IReadOnlyDictionary<string, TensorData> found = Run(folder.Path("model.onnx"), text.Inputs);
        foreach (string output in new[] { "logits", "last_hidden_state", "pooler_output" })
            if (fixture.Root.TryGetProperty(output, out JsonElement expected)) text.Difference(found[output], expected).ShouldBeLessThan(Tolerance, output);
    }

    private static Dictionary<string, TensorData> Run(string path, Dictionary<string, TensorData> given)
    {
        Graph graph = WholeModel.Load(path).Graph;
        using OnnxSession session = new(graph);
        return session.Outputs.Zip(session.Run(InputMatching.Match(graph, given))).ToDictionary(p => p.First, p => p.Second);
    }
}
