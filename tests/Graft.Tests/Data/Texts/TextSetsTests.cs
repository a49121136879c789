using System.Text;
using Graft.Data;
using Graft.Data.Texts;
using Parquet.Serialization;

namespace Graft.Tests.Data.Texts;

public sealed class TextSetsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-texts").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Write(string name, string content, System.Text.Encoding? encoding = null)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, content, encoding ?? new UTF8Encoding(false));
        return path;
    }

    public static TheoryData<string> Encodings => ["utf-8", "utf-8 bom", "utf-16", "utf-16 be"];

    [Theory, MemberData(nameof(Encodings))]
    public void Open_AnyUnicode_ReadsTheSameTexts(string name)
    {
        System.Text.Encoding encoding = name switch { "utf-8" => new UTF8Encoding(false), "utf-8 bom" => new UTF8Encoding(true), "utf-16" => System.Text.Encoding.Unicode, _ => System.Text.Encoding.BigEndianUnicode };
        TextSet set = TextSets.Open(Write("a.csv", "text,label\n\"größer, \"\"weiter\"\"\nund neu\",ja\nЗдравствуй,nein\n", encoding));
        set.Examples.Select(e => e.Text).ShouldBe(["größer, \"weiter\"\nund neu", "Здравствуй"]);
        set.Classes.ShouldBe(["ja", "nein"]);
        set.Examples[1].Place.ShouldEndWith("a.csv:4");
    }

    [Fact]
    public void Open_Latin1_IsRefusedWithItsLine() =>
        Should.Throw<GraftException>(() => TextSets.Open(Write("a.csv", "text,label\nok,a\ngrößer,b\n", System.Text.Encoding.Latin1))).Message.ShouldContain("a.csv:3: expected UTF-8");

    [Fact]
    public void Open_EmptyTextsAndMissingLabels_AreLeftOutAndTold()
    {
        TextSet set = TextSets.Open(Write("a.csv", "text,label\nok,a\n,b\nfine,\ngood,b\n"));
        set.Examples.Count.ShouldBe(2);
        set.Notices.Select(n => $"{Path.GetFileName(n.Path)} {n.Reason}").ShouldBe(["a.csv:3 has no text in 'text'", "a.csv:4 has no label in 'label'"]);
    }

    [Fact]
    public void Open_RaggedRows_NamesTheirLines() =>
        Should.Throw<GraftException>(() => TextSets.Open(Write("a.csv", "text,label\nwell, then,a\nfine,b\n"))).Message.ShouldContain("a.csv:2: 3");

    [Fact]
    public void Open_QuoteThatIsNotClosed_NamesItsLine() =>
        Should.Throw<GraftException>(() => TextSets.Open(Write("a.csv", "text,label\nfine,b\n\"well,a\n"))).Message.ShouldContain("a.csv:3: expected every quote to be closed");

    [Fact]
    public void Open_TsvWithQuotesWithinFields_KeepsThem() =>
        TextSets.Open(Write("a.tsv", "text\tlabel\nhe said \"no\tx\n\"yes\" he said\ty\n")).Examples.Select(e => e.Text).ShouldBe(["he said \"no", "\"yes\" he said"]);

    [Fact]
    public void Open_TsvWithQuotedFields_TakesThemOff() =>
        TextSets.Open(Write("a.tsv", "text\tlabel\n\"a \"\"b\"\"\tc\"\tx\nplain\ty\n")).Examples[0].Text.ShouldBe("a \"b\"\tc");

    [Fact]
    public void Open_Folder_TakesPartsFromNames()
    {
        Write("train.csv", "sentence1,sentence2,score\na,b,1.5\nc,d,2.25\n");
        Write("dev.csv", "sentence1,sentence2,score\ne,f,3.0\n");
        Write("other.csv", "x\n1\n");
        TextSet set = TextSets.Open(_folder);
        set.Task.ShouldBe(TextTask.Regression);
        set.Pairs.ShouldBeTrue();
        set.Examples.Select(e => (e.Score, e.Part)).ShouldBe([(1.5, Part.Train), (2.25, Part.Train), (3.0, Part.Validation)]);
        set.Columns!.ToString().ShouldBe("text = sentence1, pair = sentence2, label = score");
        set.Notices.Single().Reason.ShouldBe("is none of train, validation and test by its name");
    }

    [Fact]
    public void RequireLearnable_LabelOnlyInTest_IsNamedWithItsPlace()
    {
        Write("train.csv", "text,label\na,x\nb,y\n");
        Write("test.csv", "text,label\nc,z\n");
        Should.Throw<GraftException>(() => TextSets.RequireLearnable(TextSets.Open(_folder))).Message.ShouldContain("'z' (");
    }

    [Fact]
    public void Open_ScoreThatIsNoNumber_IsNamedWithItsPlace() =>
        Should.Throw<GraftException>(() => TextSets.Open(Write("a.csv", "text,score\na,1.5\nb,high\n"), new() { Task = TextTask.Regression })).Message.ShouldContain("a.csv:3: expected a number in 'score', found 'high'");

    [Fact]
    public void Open_JsonLines_ReadsListsAsLabels()
    {
        TextSet set = TextSets.Open(Write("a.jsonl", "{\"text\": \"a\", \"labels\": [\"x\", \"y\"]}\n\n{\"text\": \"b\", \"labels\": []}\n"));
        set.Task.ShouldBe(TextTask.MultiLabel);
        set.Examples.Select(e => e.Labels.Count).ShouldBe([2, 0]);
        set.Examples[1].Place.ShouldEndWith("a.jsonl:3");
    }

    [Fact]
    public void Open_JsonLinesDamaged_NamesTheLine() =>
        Should.Throw<GraftException>(() => TextSets.Open(Write("a.jsonl", "{\"text\": \"a\", \"label\": 1}\n{\"text\": \"b\"\n"))).Message.ShouldContain("a.jsonl:2");

    [Fact]
    public void Open_Conll_GivesWordsAndBioTags()
    {
        TextSet set = TextSets.Open(Write("a.conll", "-DOCSTART- O\n\nEU I-ORG\nrejects O\nGerman I-MISC\ncall I-MISC\n\nPeter B-PER\nBlackburn I-PER\n"));
        set.Task.ShouldBe(TextTask.Tagging);
        set.Examples.Select(e => string.Join(' ', e.Labels)).ShouldBe(["B-ORG O B-MISC I-MISC", "B-PER I-PER"]);
        set.Examples[1].Place.ShouldEndWith("a.conll:8");
    }

    [Fact]
    public void Open_ConllWithoutTag_NamesTheLine() => Should.Throw<GraftException>(() => TextSets.Open(Write("a.conll", "EU B-ORG\nrejects\n"))).Message.ShouldContain("a.conll:2: 'rejects'");

    [Fact]
    public void Open_UnknownColumn_SuggestsTheNearest() =>
        Should.Throw<GraftException>(() => TextSets.Open(Write("a.csv", "sentences,label\na,x\n"), new() { Text = "sentence" })).Message.ShouldContain("Did you mean 'sentences'?");

    [Fact]
    public async Task Open_Parquet_ReadsTextsNumbersAndLists()
    {
        string path = Path.Combine(_folder, "a.parquet");
        Rows[] rows = [new() { text = "a", label = 1, tokens = ["x", "y"] }, new() { text = null, label = 2, tokens = [] }, new() { text = "c", label = 2, tokens = ["z"] }];
        using (FileStream file = File.Create(path)) await ParquetSerializer.SerializeAsync(rows, file);
        TextSet set = TextSets.Open(path);
        set.Examples.Select(e => (e.Text, e.Labels[0])).ShouldBe([("a", "1"), ("c", "2")]);
        set.Notices.Single().Path.ShouldEndWith("a.parquet:2");
        TextSets.Open(path, new() { Label = "tokens" }).Task.ShouldBe(TextTask.MultiLabel);
    }

    [Fact]
    public async Task Open_ParquetOfBytes_ReadsThemAsText()
    {
        string path = Path.Combine(_folder, "b.parquet");
        using (FileStream file = File.Create(path)) await ParquetSerializer.SerializeAsync([new Bytes { text = "größer"u8.ToArray(), label = "b"u8.ToArray() }, new Bytes { text = "c"u8.ToArray(), label = "d"u8.ToArray() }], file);
        TextSets.Open(path).Examples.Select(e => (e.Text, e.Labels[0])).ShouldBe([("größer", "b"), ("c", "d")]);
    }

    [Theory]
    [InlineData("a.csv", "path,label\na.jpg,x\n", false)]
    [InlineData("b.csv", "text,label\na.jpg,x\n", true)]
    [InlineData("c.jsonl", "{}", true)]
    [InlineData("d.onnx", "", false)]
    public void Are_ByHeaderAndName_TellsTextsFromPhotos(string name, string content, bool expected) => TextSets.Are(Write(name, content)).ShouldBe(expected);

    [SharedFact("data/bc5cdr")]
    public void Open_Bc5cdr_HasItsSentences()
    {
        TextSet set = TextSets.Open(Shared.Path("data/bc5cdr"));
        set.Examples.Count(e => e.Part == Part.Train).ShouldBe(4560);
        set.Examples.Count(e => e.Part == Part.Test).ShouldBe(4797);
        set.Classes.ShouldBe(["B-Chemical", "B-Disease", "I-Chemical", "I-Disease", "O"]);
    }

    [SharedTheory("data/mrpc")]
    [InlineData("mrpc", TextTask.Classification, true, 5800)]
    [InlineData("stsb", TextTask.Regression, true, 8628)]
    [InlineData("patent_phrases", TextTask.Regression, true, 48548)]
    [InlineData("banking77", TextTask.Classification, false, 13083)]
    [InlineData("bp_risk", TextTask.Classification, false, 6000)]
    public void Open_PublicSets_GuessesColumnsAndTask(string name, TextTask task, bool pairs, int count)
    {
        TextSet set = TextSets.Open(Shared.Path($"data/{name}"));
        (set.Task, set.Pairs, set.Examples.Count).ShouldBe((task, pairs, count));
    }

    private sealed class Bytes
    {
        public byte[]? text { get; set; }
        public byte[]? label { get; set; }
    }

    private sealed class Rows
    {
        public string? text { get; set; }
        public int label { get; set; }
        public List<string>? tokens { get; set; }
    }
}
