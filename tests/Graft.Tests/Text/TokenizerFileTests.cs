using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Graft.Tests.Checkpoints;
using Graft.Text;
using Encoding = Graft.Text.Encoding;

namespace Graft.Tests.Text;

/// <summary>Older files, pieces that the fixtures don't use, and files that must be refused.</summary>
public class TokenizerFileTests
{
    private const string Fixtures = "fixtures/tokenizers";

    [SharedFact(Fixtures)]
    public void Open_VocabTxt_GivesTheSameAsTokenizerJson()
    {
        using TemporaryFolder folder = new();
        foreach (string name in new[] { "vocab.txt", "tokenizer_config.json" }) File.Copy(Shared.Path($"{Fixtures}/bert-uncased/{name}"), folder.Path(name));
        SameAsReference(Tokenizer.Open(folder.Root), "bert-uncased");
    }

    [Theory]
    [InlineData("aspen", "ℝ", new[] { "aspen" })]
    [InlineData("aspen", "Aspen", new[] { "Aspen" })]
    public void Open_VocabTxtAlone_LowersTextsWhereNoTokenHasACapital(string first, string second, string[] expected)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Path("vocab.txt"), string.Join("\r\n", "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", first, second));
        Tokenizer.Open(folder.Root).EncodePlain("Aspen").Tokens.ShouldBe(expected);
    }

    [SharedTheory(Fixtures), InlineData("bpe-roberta"), InlineData("bpe-gpt2")]
    public void Open_VocabularyAndMerges_GivesTheSameAsTokenizerJson(string name)
    {
        using TemporaryFolder folder = new();
        JsonNode model = JsonNode.Parse(File.ReadAllBytes(Shared.Path($"{Fixtures}/{name}/tokenizer.json")))!["model"]!;
        File.WriteAllText(folder.Path("vocab.json"), model["vocab"]!.ToJsonString());
        File.WriteAllLines(folder.Path("merges.txt"), model["merges"]!.AsArray().Select(m => $"{m![0]} {m[1]}").Prepend("#version: 0.2"));
        SameAsReference(Tokenizer.Open(folder.Root), name);
    }

    [SharedFact(Fixtures)]
    public void Open_SentencePieceOfXlmRoberta_NumbersPiecesAsFairseq()
    {
        using TemporaryFolder folder = new();
        JsonArray vocabulary = JsonNode.Parse(File.ReadAllBytes(Shared.Path($"{Fixtures}/unigram-xlmr/tokenizer.json")))!["model"]!["vocab"]!.AsArray();
        // The model has <unk>, <s>, </s> first; the network has <s>, <pad>, </s>, <unk>, then the pieces, then <mask>.
        (string, float, int)[] pieces = [("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), .. vocabulary.Skip(5).Select(v => ((string)v![0]!, (float)v[1]!, 1))];
        File.WriteAllBytes(folder.Path("sentencepiece.bpe.model"), SentencePiece(pieces, bpe: false));
        File.WriteAllText(folder.Path("config.json"), """{"model_type":"xlm-roberta"}""");
        Tokenizer tokenizer = Tokenizer.Open(folder.Root), reference = Tokenizer.Open(Shared.Path($"{Fixtures}/unigram-xlmr"));

        foreach (string text in new[] { "The quick brown fox jumps over the lazy dog.", "BP 190/140 at noon", "two  spaces" })
        {
            Encoding found = tokenizer.Encode(text), expected = reference.Encode(text);
            found.Tokens.ShouldBe(expected.Tokens);
            found.Ids.ShouldBe(expected.Ids.Select(i => i > 4 ? i - 1 : i)); // the fixture's <mask> stands at 4, not at the end
        }
        tokenizer.Encode("a <mask>").Ids[^2].ShouldBe(tokenizer.VocabularySize - 1);
    }

    [Fact]
    public void Open_SentencePieceBpe_MergesTheBestPieceFirst()
    {
        using TemporaryFolder folder = new();
        (string, float, int)[] pieces =
        [
            ("<unk>", 0, 2), ("<s>", 0, 3), ("</s>", 0, 3), ("\u2581", -9, 1), ("a", -9, 1), ("b", -9, 1), ("c", -9, 1), ("ab", -2, 1), ("bc", -1, 1), ("\u2581a", -3, 1), ("abc", -4, 1),
        ];
        File.WriteAllBytes(folder.Path("tokenizer.model"), SentencePiece(pieces, bpe: true));

        Tokenizer.Open(folder.Root).Encode("abc ab").Tokens.ShouldBe(["\u2581a", "bc", "\u2581", "ab"]);
    }

    [Theory]
    [InlineData("""{"type":"NFD"}""", "e\u0301 o", "\u00e9 o")]
    [InlineData("""{"type":"NFKC"}""", "fi 1 \uac00", "\ufb01 \u00b9 \u1100\u1161")]
    [InlineData("""{"type":"Lowercase"}""", "i\u0307a\u00df", "\u0130A\u00df")]
    [InlineData("""{"type":"Sequence","normalizers":[{"type":"NFD"},{"type":"StripAccents"}]}""", "cafe", "caf\u00e9")]
    [InlineData("""{"type":"Replace","pattern":{"String":"''"},"content":"\""}""", "\"a\"", "''a''")]
    [InlineData("""{"type":"Replace","pattern":{"Regex":"[0-9]+"},"content":"#"}""", "a#b#", "a12b3")]
    [InlineData("""{"type":"Prepend","prepend":"_"}""", "_a", "a")]
    [InlineData("""{"type":"Strip","strip_left":true,"strip_right":true}""", "a b", "  a b\t")]
    [InlineData("""{"type":"Nmt"}""", "a b", "a\u200bb\u0001")]
    [InlineData("""{"type":"ByteLevel"}""", "a\u0120\u00c3\u00a9", "a \u00e9")]
    public void Encode_WithNormalizer_RewritesTheText(string normalizer, string expected, string text) =>
        string.Concat(WordsOf(normalizer, "null", text)).ShouldBe(expected);

    [Theory]
    [InlineData("""{"type":"Whitespace"}""", "Hi|there|,|you|-|_x", "Hi there, you - _x")]
    [InlineData("""{"type":"WhitespaceSplit"}""", "Hi|there,|you", "Hi there,  you")]
    [InlineData("""{"type":"Punctuation","behavior":"MergedWithPrevious"}""", "a,|b.|.|c", "a,b..c")]
    [InlineData("""{"type":"Punctuation","behavior":"MergedWithNext"}""", "a|,b|.|.c", "a,b..c")]
    [InlineData("""{"type":"Punctuation","behavior":"Contiguous"}""", "a|,|b|..|c", "a,b..c")]
    [InlineData("""{"type":"Punctuation","behavior":"Removed"}""", "a|b|c", "a,b..c")]
    [InlineData("""{"type":"Digits","individual_digits":true}""", "a|1|2|b", "a12b")]
    [InlineData("""{"type":"Digits","individual_digits":false}""", "a|12|b", "a12b")]
    [InlineData("""{"type":"Split","pattern":{"Regex":"[a-z]+"},"behavior":"Removed","invert":true}""", "ab|cd", "ab12cd")]
    [InlineData("""{"type":"CharDelimiterSplit","delimiter":"|"}""", "a|b", "a|b")]
    [InlineData("""{"type":"Metaspace","replacement":"_","prepend_scheme":"first","split":true}""", "_a|_b|_", "a b ")]
    [InlineData("""{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Digits","individual_digits":false}]}""", "a|1|b", "a1 b")]
    public void Encode_WithPreTokenizer_DividesIntoWords(string preTokenizer, string expected, string text) =>
        string.Join('|', WordsOf("null", preTokenizer, text)).ShouldBe(expected);

    [Fact]
    public void Encode_WithPrecompiledTable_ReplacesWhatTheTrieHolds()
    {
        // A trie of one key, 'a' (0x61): the root leads to unit 0x61, which has a leaf at its offset that points to the replacement at 0.
        uint[] units = new uint[256];
        units[0] = 1 << 10;                                     // offset 1
        units[1 ^ 0x61] = (uint)(2 << 10 | 1 << 8 | 0x61);      // label 'a', has a leaf, offset 2
        units[1 ^ 0x61 ^ 2] = 0x80000000;                       // value 0
        byte[] table = [.. BitConverter.GetBytes(1024), .. units.SelectMany(BitConverter.GetBytes), .. "xyz\0"u8];
        string normalizer = $$"""{"type":"Precompiled","precompiled_charsmap":"{{Convert.ToBase64String(table)}}"}""";

        string.Concat(WordsOf(normalizer, "null", "b\u4e2da")).ShouldBe("b\u4e2dxyz");
    }

    [Fact]
    public void Encode_AddedTokens_FollowTheirFlags()
    {
        Tokenizer tokenizer = Make("null", """{"type":"WhitespaceSplit"}""", """
            {"id":100,"content":"<w>","single_word":true,"normalized":false},{"id":101,"content":"<l>","lstrip":true,"normalized":false},
            {"id":102,"content":"<r>","rstrip":true,"normalized":false},{"id":103,"content":"<l><r>","normalized":false}
            """);
        Encoding found = tokenizer.Encode("a<w> <w> x  <l>b<r>  c<l><r>");

        found.Ids.Where(i => i >= 100).ShouldBe([100, 101, 102, 103]);
        found.Offsets.Where((_, i) => found.Ids[i] >= 100).ShouldBe([new(5, 8), new(10, 15), new(16, 21), new(22, 28)]);
    }

    [Fact]
    public void Encode_NormalizedAddedToken_IsFoundInTheNormalizedText()
    {
        Tokenizer tokenizer = Make("""{"type":"Lowercase"}""", """{"type":"WhitespaceSplit"}""", """{"id":100,"content":"New York","normalized":true}""");
        Encoding found = tokenizer.Encode("in NEW YORK city");
        found.Ids[1].ShouldBe(100);
        found.Offsets[1].ShouldBe(new(3, 11));
    }

    [Fact]
    public void Encode_FromManyThreads_GivesTheSameTokens()
    {
        Tokenizer tokenizer = Make("null", """{"type":"Whitespace"}""", "");
        string[] texts = [.. Enumerable.Range(0, 500).Select(i => $"text number {i} of many, \u00e9 {new string('x', i % 90)}")];
        int[][] expected = [.. texts.Select(t => tokenizer.Encode(t).Ids)];
        Parallel.For(0, 8 * texts.Length, i => tokenizer.Encode(texts[i % texts.Length]).Ids.ShouldBe(expected[i % texts.Length]));
    }

    [Theory]
    [InlineData("{", "not valid JSON")]
    [InlineData("[]", "expected an object")]
    [InlineData("{}", "'model' is missing")]
    [InlineData("""{"model":{"type":"WordPeace","vocab":{}}}""", "Did you mean 'WordPiece'?")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":0}}}""", "unknown token '[UNK]'")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":2000000000}}}""", "has id 2000000000")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":-1}}}""", "has id -1")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":1.5}}}""", "whole numbers")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0,"[UNK]":1}}}""", "not valid JSON")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":[["a","b"]]}}""", "'a' + 'b' = 'ab'")]
    [InlineData("""{"model":{"type":"BPE","vocab":{"a":0},"merges":["a b c"]}}""", "model.merges[0]")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a"]],"unk_id":0}}""", "a token and its score")]
    [InlineData("""{"model":{"type":"Unigram","vocab":[["a",-1]],"unk_id":7}}""", "0 to 0")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"a":0}},"normalizer":{"type":"Precompiled","precompiled_charsmap":"/////w=="}}""", "damaged")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"a":0}},"normalizer":{"type":"Replace","pattern":{"Regex":"(("},"content":""}}""", "not a regular expression")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"a":0}},"truncation":{"max_length":-5}}""", "max_length")]
    [InlineData("""{"model":{"type":"WordLevel","vocab":{"\ud800":0}}}""", "tokenizer.json")]
    public void Parse_DamagedOrHostileFile_IsRefusedWithTheReason(string json, string reason) =>
        Should.Throw<GraftException>(() => Tokenizer.Parse(System.Text.Encoding.UTF8.GetBytes(json))).Message.ShouldContain(reason);

    [Fact]
    public void Parse_DeeplyNestedFile_IsRefused()
    {
        string nested = string.Concat(Enumerable.Repeat("""{"type":"Sequence","normalizers":[""", 10_000));
        Should.Throw<GraftException>(() => Tokenizer.Parse(System.Text.Encoding.UTF8.GetBytes($$"""{"normalizer":{{nested}}"""))).Message.ShouldContain("not valid JSON");
    }

    [Fact]
    public void Encode_NormalizerThatExplodes_IsStopped()
    {
        string blow = string.Join(',', Enumerable.Repeat($$"""{"type":"Replace","pattern":{"String":"a"},"content":"{{new string('a', 100)}}"}""", 30));
        Tokenizer tokenizer = Make($$"""{"type":"Sequence","normalizers":[{{blow}}]}""", "null", "");
        Should.Throw<GraftException>(() => tokenizer.Encode("a")).Message.ShouldContain("normaliser");
    }

    [Fact]
    public void Encode_HalfSurrogates_BecomeTheReplacementCharacter() =>
        WordsOf("""{"type":"NFC"}""", """{"type":"WhitespaceSplit"}""", "a \ud800 \udc00b").ShouldBe(["a", "\ufffd", "\ufffdb"]);

    [Fact]
    public void Open_FolderWithoutTokenizer_SaysWhatWasLookedFor()
    {
        using TemporaryFolder folder = new();
        Should.Throw<GraftException>(() => Tokenizer.Open(folder.Root)).Message.ShouldContain("tokenizer.json, vocab.txt");
    }

    private static void SameAsReference(Tokenizer tokenizer, string name)
    {
        Tokenizer reference = Tokenizer.Open(Shared.Path($"{Fixtures}/{name}"));
        foreach (JsonElement item in JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"{Fixtures}/{name}/cases.json"))).RootElement.GetProperty("single").EnumerateArray())
        {
            string text = item.GetProperty("text").GetString()!;
            Encoding found = tokenizer.Encode(text, null, null), expected = reference.Encode(text, null, null);
            found.Ids.ShouldBe(expected.Ids, text);
            found.Offsets.ShouldBe(expected.Offsets, text);
        }
    }

    /// <summary>The words of a text, each unknown and showing its own characters.</summary>
    private static string[] WordsOf(string normalizer, string preTokenizer, string text) => Make(normalizer, preTokenizer, "").Encode(text) is Encoding found
        ? [.. found.Tokens.Zip(found.WordIds).GroupBy(t => t.Second).Select(g => string.Concat(g.Select(t => t.First)))] : [];

    private static Tokenizer Make(string normalizer, string preTokenizer, string added) => Tokenizer.Parse(System.Text.Encoding.UTF8.GetBytes($$$"""
        {"normalizer":{{{normalizer}}},"pre_tokenizer":{{{preTokenizer}}},"added_tokens":[{{{added}}}],"model":{"type":"Unigram","vocab":[["<unk>",0]],"unk_id":0}}
        """));

    private static byte[] SentencePiece((string Text, float Score, int Kind)[] pieces, bool bpe)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream output = new(stream, leaveOpen: true))
        {
            foreach ((string text, float score, int kind) in pieces)
                Message(output, 1, o => { o.WriteTag(10); o.WriteString(text); o.WriteTag(21); o.WriteFloat(score); o.WriteTag(24); o.WriteEnum(kind); });
            Message(output, 2, o => { o.WriteTag(24); o.WriteEnum(bpe ? 2 : 1); });
        }
        return stream.ToArray();
    }

    private static void Message(CodedOutputStream output, int field, Action<CodedOutputStream> write)
    {
        using MemoryStream stream = new();
        using (CodedOutputStream inner = new(stream, leaveOpen: true)) write(inner);
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(stream.ToArray()));
    }
}
