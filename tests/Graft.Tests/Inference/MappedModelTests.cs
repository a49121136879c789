using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Inference;
using Graft.Tests.Checkpoints;

namespace Graft.Tests.Inference;

public class MappedModelTests
{
    [Fact]
    public void Run_TensorsInAFile_GivesWhatTensorsInMemoryGive()
    {
        using TemporaryFolder folder = new();
        Graph memory = DrawnNetwork.Build("squeezenet1_1");
        SafetensorsWriter.Write(folder.Path("x.safetensors"), memory.Initializers);
        OnnxFile.Write(memory, folder.Path("x.onnx"));
        IReadOnlyDictionary<string, TensorData> mapped = Checkpoint.Open(folder.Path("x.safetensors")).Tensors;

        float[] expected = Run(memory);

        MappedModel model = MappedModel.Of(memory.With(mapped));
        model.Folder.ShouldBe(folder.Root);
        model.Message.Length.ShouldBeLessThan(200_000);
        Run(memory.With(mapped)).ShouldBe(expected);
        Run(OnnxFile.Read(folder.Path("x.onnx"))).ShouldBe(expected);
    }

    [Theory, InlineData("vgg16", true), InlineData("alexnet", true), InlineData("resnet152", false), InlineData("vit_b_16", false), InlineData("keras_vgg16", true), InlineData("keras_vgg16_notop", false)]
    public void HasLargeMatrix_OfTheRegistry_IsTrueForTheFirstNetworksAlone(string name, bool expected) =>
        MappedModel.HasLargeMatrix(Graft.Architectures.Architecture.Get(name).Build()).ShouldBe(expected);

    [Fact]
    public void Run_FileBehindALink_IsFoundWhereItReallyLies()
    {
        using TemporaryFolder folder = new();
        Graph memory = DrawnNetwork.Build("squeezenet1_1");
        Directory.CreateDirectory(folder.Path("blobs"));
        OnnxFile.Write(memory, folder.Path("blobs/0123"));
        Directory.CreateDirectory(folder.Path("snapshot"));
        File.CreateSymbolicLink(folder.Path("snapshot/model.onnx"), "../blobs/0123");

        Run(OnnxFile.Read(folder.Path("snapshot/model.onnx"))).ShouldBe(Run(memory));
    }

    [Fact]
    public void Of_FileThatIsGone_TakesTheTensorsFromMemory()
    {
        using TemporaryFolder folder = new();
        Graph memory = DrawnNetwork.Build("squeezenet1_1");
        OnnxFile.Write(memory, folder.Path("x.onnx"));
        Graph mapped = OnnxFile.Read(folder.Path("x.onnx"));
        File.Delete(folder.Path("x.onnx"));

        MappedModel.Of(mapped).Folder.ShouldBeNull();
    }

    private static float[] Run(Graph graph)
    {
        using OnnxSession session = new(graph, threads: 1);
        return session.Run(SyntheticWeights.Tensor("input", [1, 3, 224, 224], 1, 0).ToFloats(), 1, 3, 224, 224)[0].ToFloats();
    }
}
