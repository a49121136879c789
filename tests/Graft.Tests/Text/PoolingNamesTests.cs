using Graft.Text;

namespace Graft.Tests.Text;

public sealed class PoolingNamesTests
{
    [Theory]
    [InlineData("mean", PoolingKind.Mean, new[] { -1 })]
    [InlineData("cls:-1,-2,-3,-4", PoolingKind.First, new[] { -1, -2, -3, -4 })]
    [InlineData("mean:-2", PoolingKind.Mean, new[] { -2 })]
    public void Parse_AKnownOne_ReadsKindAndLayers(string text, PoolingKind kind, int[] layers)
    {
        Pooling pooling = PoolingNames.Parse(text);
        (pooling.Kind, pooling.Name()).ShouldBe((kind, text));
        pooling.Layers.ShouldBe(layers);
    }

    [Theory]
    [InlineData("average", "mean")]
    [InlineData("mean:2", "from the end")]
    public void Parse_AnythingElse_SaysWhatThereIs(string text, string expected) => Should.Throw<GraftException>(() => PoolingNames.Parse(text)).Message.ShouldContain(expected);
}
