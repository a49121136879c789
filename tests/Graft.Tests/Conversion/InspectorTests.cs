using System.IO.Compression;
using Graft.Checkpoints;
using Graft.Conversion;
using Graft.Graphs;
using Graft.Tests.Checkpoints;

namespace Graft.Tests.Conversion;

public class InspectorTests
{
    [SharedFact("fixtures/architectures")]
    public void Inspect_Checkpoint_TellsNetworkSchemeClassesAndTypes()
    {
        using ArchitectureFixture published = new("fixtures/architectures/timm/efficientnet_b0.json");
        using TemporaryFolder folder = new();
        PublishedFolder.Write(folder, published);

        Inspection found = Inspector.Inspect(folder.Path("model.safetensors"));

        found.Network.ShouldNotBeNull().ShouldBe(new NetworkGuess("efficientnet_b0", "timm", 1000, "the names and shapes of its tensors", found.Network.Alternatives, null));
        found.Parameters.ShouldBe(published.Parameters);
        found.Types.Select(t => t.Type).ShouldBe(["Float32", "Int64"]);
        found.Tensors.Count.ShouldBe(published.State.Count);
        found.Graph.ShouldBeNull();
    }

    [SharedFact("fixtures/architectures")]
    public void Inspect_CheckpointWithAFault_TellsWhatDoesNotFitOfTheNearestNetwork()
    {
        using ArchitectureFixture published = new("fixtures/architectures/resnet18.json");
        using TemporaryFolder folder = new();
        Dictionary<string, TensorData> tensors = published.Checkpoint().Tensors.ToDictionary();
        tensors.Remove("layer4.1.conv2.weight");
        tensors["extra.weight"] = TensorData.Scalar(1f);
        SafetensorsWriter.Write(folder.Path("model.safetensors"), tensors);

        NetworkGuess guess = Inspector.Inspect(folder.Root).Network.ShouldNotBeNull();

        guess.Name.ShouldBe("resnet18");
        guess.DoesNotFit.ShouldNotBeNull().ShouldContain("1 missing: 'layer4.1.conv2.weight' [512, 512, 3, 3]");
        guess.DoesNotFit.ShouldContain("1 unexpected: 'extra.weight'");
    }

    [Fact]
    public void Inspect_Onnx_ListsCutsAndProposesOne()
    {
        using TemporaryFolder folder = new();
        OnnxFile.Write(DrawnNetwork.Build("squeezenet1_1"), folder.Path("x.onnx"));

        Inspection found = Inspector.Inspect(folder.Path("x.onnx"));

        found.Kind.ShouldBe("ONNX model");
        GraphSummary graph = found.Graph.ShouldNotBeNull();
        graph.ProposedCut.ShouldBe("features.12");
        CutCandidate cut = graph.Candidates.Single(c => c.Tensor == "features.12");
        cut.Bytes.ShouldBe(512 * 13 * 13 * sizeof(float));
        cut.ComputeShare.ShouldBeInRange(0.7, 0.9);
        found.Network!.Name.ShouldBe("squeezenet1_1");
    }

    [Fact]
    public void Inspect_Wheel_ListsItsFilesAndHowToNameTheWeights()
    {
        using TemporaryFolder folder = new();
        using (ZipArchive zip = ZipFile.Open(folder.Path("p.whl"), ZipArchiveMode.Create))
        {
            zip.CreateEntry("p/weights.pth");
            zip.CreateEntry("p-1.dist-info/WHEEL");
        }

        Inspection found = Inspector.Inspect(folder.Path("p.whl"));

        found.Kind.ShouldBe("Python wheel");
        found.Files.Select(f => f.Name).ShouldBe(["p-1.dist-info/WHEEL", "p/weights.pth"]);
        found.Notes.ShouldHaveSingleItem().ShouldEndWith("p.whl:p/weights.pth'");
    }
}
