using Graft.Graphs;

namespace Graft.Tests.Graphs;

public class GraphBuilderTests
{
    private readonly GraphBuilder _builder = new("test");

    private Wire Image(long size = 224) => _builder.Input("image", ElementType.Float32, "batch", 3, size, size);

    [Fact]
    public void Conv_NamesNodeOutputAndParametersAfterTheModule()
    {
        Wire conv = Image().Conv("layer1.0.conv1", 64, new Window(7) { Stride = 2, Padding = 3 });

        conv.Info.ShapeText.ShouldBe("(batch, 64, 112, 112)");
        Graph graph = _builder.ToGraph(("logits", conv));
        graph.Nodes[0].Name.ShouldBe("layer1.0.conv1");
        graph.Nodes[0].Outputs.ShouldBe(["logits"]);
        graph.Initializers["layer1.0.conv1.weight"].ToString().ShouldBe("Float32 [64, 3, 7, 7]");
        graph.Initializers["layer1.0.conv1.bias"].HasData.ShouldBeFalse();
    }

    [Fact]
    public void Relu_WithoutName_IsCalledAfterItsNeighbour()
    {
        Wire relu = Image().Conv("layer1.0.conv1", 8, new Window(1)).Relu();

        relu.Name.ShouldBe("layer1.0.relu");
        relu.Relu().Name.ShouldBe("layer1.0.relu_1");
    }

    [Fact]
    public void Node_NameTakenBefore_IsRefused() =>
        Should.Throw<GraftException>(() => Image().Relu("a").Relu("a")).Message.ShouldBe("test: expected a new tensor name, got 'a', which is taken.");

    [Fact]
    public void Parameter_DeclaredTwice_IsTheSameTensor()
    {
        _builder.Parameter("tied", 2, 3).Name.ShouldBe(_builder.Parameter("tied", 2, 3).Name);
        Should.Throw<GraftException>(() => _builder.Parameter("tied", 3, 2));
    }

    [Theory]
    [InlineData(224, 3, 2, 112, 0, 1)]
    [InlineData(113, 3, 2, 57, 1, 1)]
    [InlineData(224, 5, 1, 224, 2, 2)]
    [InlineData(7, 1, 2, 4, 0, 0)]
    public void TensorFlowSame_PutsTheOddPixelBehind(int size, int kernel, int stride, long output, long before, long after)
    {
        Wire conv = Image(size).Conv("c", 1, new Window(kernel) { Stride = stride, Padding = Padding.TensorFlowSame });

        conv.Size(2).ShouldBe(output);
        _builder.ToGraph(("y", conv)).Nodes[0].Ints("pads").ShouldBe([before, before, after, after]);
    }

    [Theory]
    [InlineData(13, 3, 2, 0, 6)]
    [InlineData(12, 3, 2, 0, 6)]
    [InlineData(5, 2, 2, 1, 3)]     // a fourth window would start in the padding
    public void MaxPool_RoundingUp_CountsWindowsThatStartInside(int size, int kernel, int stride, int padding, long output) =>
        Image(size).MaxPool(new Window(kernel) { Stride = stride, Padding = padding, RoundUp = true }).Size(2).ShouldBe(output);

    [Fact]
    public void Conv_WindowLargerThanTheImage_IsRefused() =>
        Should.Throw<GraftException>(() => Image(5).Conv("c", 1, new Window(7))).Message.ShouldContain("too small for a window of 7 x 7");

    [Fact]
    public void Linear_OnSequences_KeepsFreeSizesAndPublicShape()
    {
        Wire ids = _builder.Input("input_ids", ElementType.Int64, "batch", "sequence");
        Wire words = ids.Embedding("embeddings.word_embeddings", 100, 8);

        Wire dense = words.Linear("dense", 6);

        dense.Info.ShapeText.ShouldBe("(batch, sequence, 6)");
        dense.Reshape([0, 0, 2, -1]).Info.ShapeText.ShouldBe("(batch, sequence, 2, 3)");
        dense.At(1, 0).Info.ShapeText.ShouldBe("(batch, 6)");
        _builder.ToGraph(("y", dense)).Initializers["dense.weight"].Shape.ShouldBe([6L, 8L]);
    }

    [Fact]
    public void Clip_BoundsAreNoInitializers()
    {
        Graph graph = _builder.ToGraph(("y", Image().Relu6()));

        graph.Initializers.ShouldBeEmpty();
        graph.Nodes.Select(n => n.OpType).ShouldBe(["Constant", "Constant", "Clip"]);
    }

    [Fact]
    public void Concat_AddsUpTheAxis_AndSplitDividesIt()
    {
        Wire image = Image();

        Wire all = image.Concat([image, image], axis: 1);

        all.Info.ShapeText.ShouldBe("(batch, 9, 224, 224)");
        all.Split(3, axis: 1)[2].Info.ShapeText.ShouldBe("(batch, 3, 224, 224)");
    }

    [Fact]
    public void Stage_MarksTheTensor_AndFollowsItsNewName() =>
        _builder.ToGraph(("logits", Image().Relu("a").Stage("stem"))).Stages.ShouldBe([new Stage("stem", "logits")]);
}
