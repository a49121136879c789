using Graft.Data;
using Graft.Data.Texts;
using Parquet.Schema;
using Parquet.Serialization;

namespace Graft.Tests.Data;

public sealed class PhotoTableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-test-").FullName;

    public PhotoTableTests()
    {
        foreach (string name in new[] { "1.jpg", "2.jpg", "3.jpg" }) File.WriteAllText(Path.Combine(_folder, name), "");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("photos.csv", "path,label,split\n1.jpg,a,train\n2.jpg,b,train\n3.jpg,a,test\n")]
    [InlineData("photos.tsv", "path\tlabel\tsplit\n1.jpg\ta\ttrain\n2.jpg\tb\ttrain\n3.jpg\ta\ttest\n")]
    [InlineData("photos.jsonl", "{\"path\":\"1.jpg\",\"label\":\"a\",\"split\":\"train\"}\n{\"path\":\"2.jpg\",\"label\":\"b\",\"split\":\"train\"}\n{\"path\":\"3.jpg\",\"label\":\"a\",\"split\":\"test\"}\n")]
    public void Open_Classes_AreTheSameInEveryForm(string name, string content)
    {
        string file = Write(name, content);
        TextSets.Are(file).ShouldBeFalse();
        RequireClasses(ExampleSets.Open(file));
    }

    [Fact]
    public async Task Open_Parquet_IsReadAsTheOthers()
    {
        string file = Path.Combine(_folder, "photos.parquet");
        ParquetSchema schema = new(new DataField<string>("path"), new DataField<string>("label"), new DataField<string>("split"));
        (string, string, string)[] rows = [("1.jpg", "a", "train"), ("2.jpg", "b", "train"), ("3.jpg", "a", "test")];
        await using (FileStream stream = File.Create(file))
            await ParquetSerializer.SerializeUntypedAsync(rows.Select(r => new Dictionary<string, object?> { ["path"] = r.Item1, ["label"] = r.Item2, ["split"] = r.Item3 }).ToArray(), schema, stream);
        TextSets.Are(file).ShouldBeFalse();
        RequireClasses(ExampleSets.Open(file));
    }

    [Fact]
    public void Open_FolderOfTables_TakesPartsFromTheirNames()
    {
        Write("train.csv", "path,label\n1.jpg,a\n2.jpg,b\n");
        Write("test.csv", "path,label\n3.jpg,a\n");
        TextSets.Are(_folder).ShouldBeFalse();
        RequireClasses(ExampleSets.Open(_folder));
    }

    [Theory]
    [InlineData("photos.csv", "path,labels\n1.jpg,red;square\n2.jpg,\n3.jpg,square;red\n")]
    [InlineData("photos.jsonl", "{\"path\":\"1.jpg\",\"labels\":[\"red\",\"square\"]}\n{\"path\":\"2.jpg\",\"labels\":[]}\n{\"path\":\"3.jpg\",\"labels\":[\"square\",\"red\"]}\n")]
    public void Open_SeveralLabels_AreGuessedAndRead(string name, string content)
    {
        ExampleSet set = ExampleSets.Open(Write(name, content));
        set.Task.ShouldBe(TextTask.MultiLabel);
        set.Classes.ShouldBe(["red", "square"]);
        set.Examples.Select(e => string.Join('+', e.Labels)).ShouldBe(["red+square", "", "red+square"]);
    }

    [Fact]
    public void Open_SeveralColumnsOfNumbers_AreTargets()
    {
        ExampleSet set = ExampleSets.Open(Write("photos.csv", "path,x,y\n1.jpg,1,2.5\n2.jpg,3,-4\n"), new() { Label = "x,y" });
        set.Task.ShouldBe(TextTask.Regression);
        set.Targets.ShouldBe(["x", "y"]);
        set.Examples.SelectMany(e => e.Numbers).ShouldBe([1, 2.5, 3, -4]);
    }

    [Fact]
    public void Open_FoldersOfNumbers_AreReadAsNumbers()
    {
        foreach (string age in new[] { "7", "12.5" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, "ages", age));
            File.WriteAllText(Path.Combine(_folder, "ages", age, "a.jpg"), "");
        }
        ExampleSets.Open(Path.Combine(_folder, "ages"), new() { Task = TextTask.Regression }).Examples.SelectMany(e => e.Numbers).ShouldBe([12.5, 7]);
        Directory.CreateDirectory(Path.Combine(_folder, "ages", "old"));
        File.WriteAllText(Path.Combine(_folder, "ages", "old", "a.jpg"), "");
        Should.Throw<GraftException>(() => ExampleSets.Open(Path.Combine(_folder, "ages"), new() { Task = TextTask.Regression })).Message.ShouldContain("expected a number in 'the folder's name', found 'old'");
    }

    [Fact]
    public void Open_BadRows_AreToldAllAtOnceWithTheirPlaces()
    {
        string file = Write("bad.csv", "path,score\n1.jpg,1.5\nnone.jpg,2\n2.jpg,many\n3.jpg,\n,4\n");
        string message = Should.Throw<GraftException>(() => ExampleSets.Open(file, new() { Task = TextTask.Regression })).Message;
        message.ShouldContain("bad.csv:3: there is no file 'none.jpg'");
        message.ShouldContain("bad.csv:4: expected a number in 'score', found 'many'");
        message.ShouldContain("bad.csv:5: the label in 'score' is empty");
        message.ShouldContain("bad.csv:6: the path in 'path' is empty");
    }

    [Fact]
    public void Open_UnknownColumn_NamesTheOnesThereAre() =>
        Should.Throw<UnknownNameException>(() => ExampleSets.Open(Write("photos.csv", "path,x\n1.jpg,1\n"), new() { Label = "x,z" })).Message.ShouldContain("'z'");

    [Fact]
    public void RequireLearnable_MissingPhotos_AreRefusedWithTheirPlaces()
    {
        ExampleSet set = ExampleSets.Open(Write("photos.csv", "path,label\n1.jpg,a\nnone.jpg,b\n"));
        Should.Throw<GraftException>(() => ExampleSets.RequireLearnable(set)).Message.ShouldContain("photos.csv:3: there is no file 'none.jpg'");
    }

    private static void RequireClasses(ExampleSet set)
    {
        set.Task.ShouldBe(TextTask.Classification);
        set.Examples.Select(e => (Path.GetFileName(e.Path), e.Label)).ShouldBe([("1.jpg", "a"), ("2.jpg", "b"), ("3.jpg", "a")]);
        set.Examples[^1].Part.ShouldBe(Part.Test);
        set.HasParts.ShouldBeTrue();
    }

    private string Write(string name, string content)
    {
        string file = Path.Combine(_folder, name);
        File.WriteAllText(file, content);
        return file;
    }
}
