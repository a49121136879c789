using Graft.Backbones;
using Graft.Checkpoints;
using Graft.Conversion;
using Graft.Graphs;
using Graft.Inference;
using Graft.Tests.Architectures.Text;
using Graft.Tests.Checkpoints;

namespace Graft.Tests.Conversion;

/// <summary>TensorFlow's and Keras' files through the common doors: convert, and backbones.</summary>
public class TensorFlowConversionTests
{
    [SharedTheory("fixtures/bert-original"), InlineData("fixtures/bert-original"), InlineData("fixtures/bert-original/bert_model.ckpt"), InlineData("fixtures/bert-original/bert_model.ckpt.index")]
    public void Run_GooglesBertToOnnx_GivesTransformersHiddenStates(string path)
    {
        using TemporaryFolder folder = new();
        using TextFixture fixture = new("fixtures/architectures/hf/BertModel.json");
        ModelConversion.Run(Shared.Path(path), folder.Path("bert.onnx"), new());
        using OnnxSession session = OnnxSession.Open(folder.Path("bert.onnx"), threads: 1);
        int hidden = session.Outputs.ToList().IndexOf("last_hidden_state");
        fixture.Difference(session.Run(fixture.Inputs)[hidden], fixture.Root.GetProperty("last_hidden_state")).ShouldBeLessThan(2e-5);
    }

    [SharedTheory("fixtures/keras"), InlineData("checkpoint/object-based"), InlineData("savedmodel-keras3"), InlineData("h5/keras3.weights.h5"), InlineData("variants/gzip.h5"), InlineData("tfjs-uint8")]
    public void Run_ToSafetensors_KeepsEveryTensor(string file)
    {
        using TemporaryFolder folder = new();
        string path = Shared.Path($"fixtures/keras/{file}");
        ModelConversion.Run(path, folder.Path("x.safetensors"), new());
        Checkpoint before = Checkpoint.Open(path), after = Checkpoint.Open(folder.Path("x.safetensors"));
        after.Tensors.Keys.Order(StringComparer.Ordinal).ShouldBe(before.Tensors.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, TensorData tensor) in before.Tensors) after.Tensors[name].Bytes.Span.SequenceEqual(tensor.Bytes.Span).ShouldBeTrue(name);
    }

    [SharedTheory("fixtures/keras"), InlineData("h5/whole-keras3.h5"), InlineData("keras/tiny.keras"), InlineData("tfjs")]
    public void Load_KerasModel_IsABackbone(string file)
    {
        Backbone backbone = BackboneLoader.Load(Shared.Path($"fixtures/keras/{file}"));
        backbone.FeatureCount.ShouldBe(16); // what the separable convolution puts out, pooled
        backbone.Preprocessing.Layout.ShouldBe(Graft.Data.TensorLayout.Nhwc);
        using OnnxSession session = new(backbone.Graph, threads: 1);
        session.Run(new float[16 * 16 * 3], 1, 16, 16, 3)[0].Shape.ShouldBe([1, 16]);
    }
}
