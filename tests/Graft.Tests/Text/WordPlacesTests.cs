using Graft.Text;

namespace Graft.Tests.Text;

public sealed class WordPlacesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-places").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Encode_InWindows_PutsEachWordWhereMostStandsAroundIt()
    {
        EncodedText text = Encode("a b c d e f", windows: 3);
        text.Windows.Select(w => string.Join(' ', w.Tokens)).ShouldBe(["[CLS] a b c d [SEP]", "[CLS] c d e f [SEP]"]);
        text.Words.ShouldBe([new(0, 1), new(0, 2), new(0, 3), new(1, 2), new(1, 3), new(1, 4)]);
        text.Windows.Select(w => string.Concat(w.TagMask!)).ShouldBe(["011100", "001110"]);
        text.IsCut.ShouldBeFalse();
    }

    [Fact]
    public void Encode_AWordAcrossWindows_StandsWhereItBegins() => Encode("a b c park##inson f", windows: 3, stride: 0, "park", "##inson").Words[3].ShouldBe(new TokenPlace(0, 4));

    [Fact]
    public void Encode_MoreThanTheWindowsTake_IsCut()
    {
        EncodedText text = Encode("a b c d e f", windows: 1);
        (text.IsCut, text.Words[^1]).ShouldBe((true, null));
    }

    private EncodedText Encode(string text, int windows, int stride = 2, params string[] pieces)
    {
        TinyEncoder.Write(_folder, [.. "abcdef".Select(c => $"{c}"), .. pieces]);
        string[] words = text.Replace("##", "", StringComparison.Ordinal).Split(' ');
        return new TextPreprocessor(Tokenizer.Open(_folder), new() { MaxLength = 6, PadId = 0, Windows = windows, Stride = stride }).Encode(string.Join(' ', words), null, WordAlignment.SpansOf(words));
    }
}
