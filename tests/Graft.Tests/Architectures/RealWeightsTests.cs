using System.Text.Json;
using Graft.Architectures;
using Graft.Checkpoints;
using Graft.Inference;

namespace Graft.Tests.Architectures;

/// <summary>Weights that were really trained.</summary>
public class RealWeightsTests
{
    [SharedFact("models/efficientnet-lite0-imagenet")]
    public void Lite0_OriginalFile_GivesItsLogits()
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(Shared.Path("models/efficientnet-lite0-imagenet/expected.json")));
        JsonElement synthetic = expected.RootElement.GetProperty("synthetic");
        Checkpoint checkpoint = CheckpointFormats.Open(Shared.Path("models/efficientnet-lite0-imagenet/efficientnet-lite0-57934424.pth"));
        Recognition recognition = Recognition.Of(checkpoint)!;

        using OnnxSession session = new(WeightLoading.Fill(recognition.Architecture.Build(), checkpoint, recognition.Scheme).Graph);
        float[] logits = session.Run(SyntheticWeights.Tensor("input", [1, 3, 224, 224], 1, 0).ToFloats(), 1, 3, 224, 224)[0].ToFloats();

        float[] first = ArchitectureFixture.Floats(synthetic.GetProperty("logits_first20"));
        first.Zip(logits).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan(1e-4f);
        Array.IndexOf(logits, logits.Max()).ShouldBe(synthetic.GetProperty("argmax").GetInt32());
    }

    [SharedFact("models/squeezenet1_0-imagenet")]
    public void SqueezeNet_PublishedFile_FitsWithItsClassifier()
    {
        Checkpoint checkpoint = CheckpointFormats.Open(Shared.Path("models/squeezenet1_0-imagenet/model.safetensors"));

        Recognition recognition = Recognition.Of(checkpoint).ShouldNotBeNull();

        recognition.Architecture.Name.ShouldBe("squeezenet1_0");
        recognition.Classes.ShouldBe(1000);
        recognition.Alternatives.ShouldBeEmpty();
    }
}
