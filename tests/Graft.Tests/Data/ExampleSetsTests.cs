using Graft.Data;

namespace Graft.Tests.Data;

public sealed class ExampleSetsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graft-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Open_ClassFolders_ListsInOrdinalOrder()
    {
        Touch("b/2.jpg", "b/1.PNG", "B/1.jpg", "a/notes.txt", "a/1.jpeg", "stray.jpg");
        ExampleSet set = ExampleSets.Open(_folder);
        set.Classes.ShouldBe(["B", "a", "b"]);
        set.Examples.Count.ShouldBe(4);
        set.HasParts.ShouldBeFalse();
        set.Notices.Select(n => Path.GetFileName(n.Path)).ShouldBe(["stray.jpg", "notes.txt"]);
    }

    [Fact]
    public void Open_PartFolders_KeepsTheParts()
    {
        Touch("train/a/1.jpg", "train/b/1.jpg", "val/a/2.jpg", "extra/a/3.jpg");
        ExampleSet set = ExampleSets.Open(_folder);
        set.HasParts.ShouldBeTrue();
        set.Examples.Select(e => (e.Label, e.Part)).ShouldBe([("a", Part.Train), ("b", Part.Train), ("a", Part.Validation)]);
        set.Notices.Single().Path.ShouldEndWith("extra");
    }

    [Fact]
    public void Open_ClassOnlyInTest_IsRefused()
    {
        Touch("train/a/1.jpg", "train/b/1.jpg", "test/c/2.jpg");
        Should.Throw<GraftException>(() => ExampleSets.Open(_folder)).Message.ShouldContain("'c' occurs in validation or test, but not in train");
    }

    [Fact]
    public void Open_Table_ReadsQuotesPartsAndGroups()
    {
        string file = Path.Combine(_folder, "photos.csv");
        Touch("a, b.jpg", "c.jpg", "d.jpg");
        File.WriteAllText(file, "path,label,split,group\n\"a, b.jpg\",\"x \"\"y\"\"\",train,g1\nc.jpg,z,test,g2\nd.jpg,z,train,g3\n");
        ExampleSet set = ExampleSets.Open(file);
        set.Examples[0].ShouldBe(new Example(Path.Combine(_folder, "a, b.jpg"), "x \"y\"", Part.Train, "g1"));
    }

    [Theory]
    [InlineData("file,kind\na.jpg,x\n", "a column named label or class or category or target or labels or tags or score or value, found file, kind")]
    [InlineData("path,label\na.jpg,\n", "bad.csv:2: the label in 'label' is empty")]
    [InlineData("path,label,part\na.jpg,x,tset\n", "expected the part train, validation or test, found 'tset'")]
    public void Open_BadTable_SaysWhatAndWhere(string content, string expected)
    {
        string file = Path.Combine(_folder, "bad.csv");
        File.WriteAllText(file, content);
        Should.Throw<GraftException>(() => ExampleSets.Open(file)).Message.ShouldContain(expected);
    }

    [Fact]
    public void RequireLearnable_OneClassOrOnePhoto_IsRefused()
    {
        Touch("a/1.jpg", "a/2.jpg");
        Should.Throw<GraftException>(() => ExampleSets.RequireLearnable(ExampleSets.Open(_folder))).Message.ShouldContain("at least 2 classes");
        Touch("b/1.jpg");
        Should.Throw<GraftException>(() => ExampleSets.RequireLearnable(ExampleSets.Open(_folder))).Message.ShouldContain("found one of 'b'");
    }

    private void Touch(params string[] names)
    {
        foreach (string name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(_folder, name))!);
            File.WriteAllText(Path.Combine(_folder, name), "");
        }
    }
}
