using Graft.Backbones;
using Graft.Data;
using Graft.Graphs;
using Graft.Tests.Checkpoints;

namespace Graft.Tests.Backbones;

/// <summary>What a foreign file's first normalisation says of its pixels, and that the guess is told.</summary>
public class PixelGuessTests
{
    [Theory, InlineData(1f, false), InlineData(30f, false), InlineData(500f, true), InlineData(5000f, true)]
    public void Of_VarianceThatTheFirstNormalisationHasSeen_TellsHowWideThePixelsWere(float variance, bool isWide)
    {
        (Preprocessing pixels, string guess) = PixelGuess.Of(Network(variance), 32);
        (pixels.ChannelOrder == ChannelOrder.Bgr).ShouldBe(isWide);
        pixels.Rescale.ShouldBe(isWide ? 1 : 1 / 255.0);
        guess.ShouldContain(isWide ? "values as wide as pixels of 0 to 255 make them" : "they are prepared as ImageNet's usually are");
    }

    [Theory, InlineData(0.01f), InlineData(100f)]
    public void Of_LargeOrSmallKernels_ComparesVariancesForUnitKernels(float kernel) =>
        PixelGuess.Of(Network(2 * kernel * kernel * 27, kernel), 32).Preprocessing.ChannelOrder.ShouldBe(ChannelOrder.Rgb);

    [Fact]
    public void Of_NetworkWithoutNormalisation_IsTheUsual()
    {
        GraphBuilder builder = new("plain");
        Graph graph = builder.ToGraph(("features", builder.Input("image", ElementType.Float32, "batch", 3, 32, 32).Conv("conv", 4, new(3)).MeanOverSpace()));
        PixelGuess.Of(graph, 32).Preprocessing.ChannelOrder.ShouldBe(ChannelOrder.Rgb);
    }

    [Theory, InlineData(1f), InlineData(5000f)]
    public void Load_OnnxFileThatDoesNotSayItsPixels_TellsTheGuess(float variance)
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Root, "foreign.onnx");
        OnnxFile.Write(Network(variance) with { Metadata = System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty }, file);
        BackboneLoader.Load(file, new() { Home = folder.Root }).Origin.Notes.ShouldContain(n => n.StartsWith("the file does not say what it wants of photos", StringComparison.Ordinal));
    }

    private static Graph Network(float variance, float kernel = 0.19245f)
    {
        GraphBuilder builder = new("foreign");
        Wire features = builder.Input("image", ElementType.Float32, "batch", 3, 32, 32).Conv("conv", 4, new(3), bias: false).BatchNorm("bn").Relu().MeanOverSpace();
        Graph graph = builder.ToGraph(("logits", features.Linear("fc", 2)));
        return graph.With(graph.Initializers.Where(i => !i.Value.HasData).Select(i => KeyValuePair.Create(i.Key, Filled(i.Value.Shape, i.Key switch { "conv.weight" => kernel, "bn.running_var" => variance, _ => 1f }))));
    }

    private static TensorData Filled(IReadOnlyList<long> shape, float value)
    {
        float[] values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        Array.Fill(values, value);
        return TensorData.Of(values, shape);
    }
}
