using Graft.Text;

namespace Graft.Tests.Text;

public sealed class WordAlignmentTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-words").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void FirstTokens_WordsThatTheTokenizerDivides_HaveTheirFirstPiece()
    {
        TinyEncoder.Write(_folder, "park", "##inson", "'", "s", "and", "/", "or", "was");
        Tokenizer tokenizer = Tokenizer.Open(_folder);
        string[] words = ["Parkinson's", "and/or", "was"];
        Encoding encoding = tokenizer.Encode(string.Join(' ', words));
        encoding.Tokens.ShouldBe(["[CLS]", "park", "##inson", "'", "s", "and", "/", "or", "was", "[SEP]"]);
        WordAlignment.FirstTokens(encoding, WordAlignment.SpansOf(words)).ShouldBe([1, 5, 8]);
        WordAlignment.SpansOf(encoding).Select(s => (s.Start, s.End)).ShouldBe([(0, 9), (9, 10), (10, 11), (12, 15), (15, 16), (16, 18), (19, 22)]);
    }

    [Fact]
    public void FirstTokens_WordsThatAreCutOff_HaveNone()
    {
        TinyEncoder.Write(_folder, "a", "b", "c");
        Encoding encoding = Tokenizer.Open(_folder).Encode("a b c", null, new Truncation { MaxLength = 4 });
        WordAlignment.FirstTokens(encoding, WordAlignment.SpansOf(["a", "b", "c"])).ShouldBe([1, 2, -1]);
    }
}
