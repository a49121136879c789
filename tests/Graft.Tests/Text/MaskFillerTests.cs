using Graft.Text;

namespace Graft.Tests.Text;

public sealed class MaskFillerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-fill").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_EncoderWithoutItsHead_NamesWhatIsMissing()
    {
        TinyEncoder.Write(_folder, "a");
        Should.Throw<GraftException>(() => MaskFiller.Open(_folder)).Message.ShouldContain("cls.predictions");
    }

    [Fact]
    public void Fill_TextWithMasks_GivesTokensByProbability()
    {
        TinyEncoder.Write(_folder, maskedTokens: true, "a", "b", "c");
        using MaskFiller filler = MaskFiller.Open(_folder);
        IReadOnlyList<IReadOnlyList<MaskedToken>> found = filler.Fill("a [MASK] [MASK]", top: 8);
        found.Count.ShouldBe(2);
        found[0].Sum(t => t.Probability).ShouldBe(1, 1e-6);
        found[0].Select(t => t.Probability).ShouldBeInOrder(SortDirection.Descending);
        Should.Throw<GraftException>(() => filler.Fill("a b")).Message.ShouldContain("Expected [MASK]");
    }

    [Fact]
    public void Fill_MaskOfAnotherModelOrBehindTheLastPosition_IsReadOrRefused()
    {
        TinyEncoder.Write(_folder, maskedTokens: true, "a", "b");
        using MaskFiller filler = MaskFiller.Open(_folder);
        filler.Fill("a <mask>")[0].ShouldBe(filler.Fill("a [MASK]")[0]);
        Should.Throw<GraftException>(() => filler.Fill(string.Concat(Enumerable.Repeat("a ", 60)) + "[MASK]")).Message.ShouldContain("first 48 tokens");
    }
}
