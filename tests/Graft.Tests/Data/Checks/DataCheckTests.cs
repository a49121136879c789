using Graft.Data;
using Graft.Data.Checks;
using Graft.Tests.Checkpoints;
using SkiaSharp;

namespace Graft.Tests.Data.Checks;

public sealed class DataCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Photos_NearlyTheSameInTwoParts_IsALeak()
    {
        foreach (string name in new[] { "train/a/1", "train/a/2", "train/b/1", "train/b/2", "test/a/1", "test/b/1" }) Draw(name);
        Draw("test/a/copy", "train/a/1", width: 90, quality: 40);
        Draw("test/b/mirror", "train/b/2", mirrored: true, quality: 85);
        Finding[] leaks = Of(CheckNames.Leak);
        leaks.Select(f => f.Places.Select(p => Path.GetRelativePath(_folder.Root, p)).ToArray()).ShouldBe([["test/a/copy.jpg", "train/a/1.jpg"], ["test/b/mirror.jpg", "train/b/2.jpg"]], ignoreOrder: true);
        leaks.ShouldAllBe(f => f.Severity == Severity.Error);
    }

    [Fact]
    public void Photos_SameFileWithTwoLabels_IsAContradiction()
    {
        Draw("a/1");
        Draw("b/1");
        File.Copy(_folder.Path("a/1.jpg"), _folder.Path("b/2.jpg"));
        Of(CheckNames.ContradictoryLabels).Single().Message.ShouldBe("The same file with the labels 'a' and 'b': at most one is right.");
    }

    [Fact]
    public void Photos_Faulty_AreEachTold()
    {
        Draw("a/1");
        Draw("b/1");
        Draw("b/long", width: 400, height: 40);
        Draw("b/grey", grey: true);
        Save("b/blank.jpg", new SKBitmap(50, 50), SKEncodedImageFormat.Jpeg, 90);
        Save("b/small.jpg", new SKBitmap(8, 50), SKEncodedImageFormat.Jpeg, 90);
        File.WriteAllText(_folder.Path("a/text.jpg"), "no photo");
        File.WriteAllBytes(_folder.Path("a/cut.jpg"), File.ReadAllBytes(_folder.Path("a/1.jpg"))[..500]);
        File.Copy(_folder.Path("b/1.jpg"), _folder.Path("b/1.png"));
        Dictionary<string, int> found = Report().Findings.CountBy(f => f.Check).ToDictionary();
        foreach ((string check, int count) in new[] { (CheckNames.Unreadable, 2), (CheckNames.OddAspect, 1), (CheckNames.Blank, 1), (CheckNames.Tiny, 1), (CheckNames.WrongExtension, 1), (CheckNames.ExactDuplicate, 1) })
            found.GetValueOrDefault(check).ShouldBe(count, check);
    }

    [Fact]
    public void Write_AfterTheCheck_LeavesDataThatCheckClean()
    {
        foreach (string name in new[] { "train/a/1", "train/a/2", "train/a/3", "train/b/1", "train/b/2", "test/a/1", "test/b/1" }) Draw(name);
        Draw("test/a/copy", "train/a/1", quality: 40);
        File.WriteAllText(_folder.Path("train/b/text.jpg"), "no photo");
        string manifest = _folder.Path("clean.csv");
        Cleaning cleaning = CleanManifest.Write(ExampleSets.Open(_folder.Root), Report(), manifest);
        cleaning.Removed.Select(n => (Path.GetRelativePath(_folder.Root, n.Path), n.Reason)).ShouldBe([("train/b/text.jpg", CheckNames.Unreadable), ("train/a/1.jpg", CheckNames.Leak)], ignoreOrder: true);
        ExampleSet cleaned = ExampleSets.Open(manifest);
        cleaned.Examples.Count.ShouldBe(7);
        DataCheck.Photos(cleaned).HasErrors.ShouldBeFalse();
        File.Exists(_folder.Path("train/b/text.jpg")).ShouldBeTrue("originals stay");
    }

    [Fact]
    public void Write_OverAnOriginal_IsRefused()
    {
        Draw("a/1");
        Draw("b/1");
        Should.Throw<GraftException>(() => CleanManifest.Write(ExampleSets.Open(_folder.Root), Report(), _folder.Path("a/1.jpg"))).Message.ShouldContain("is one of the originals");
    }

    [Fact]
    public void Texts_Faulty_AreEachTold()
    {
        DataReport report = DataCheck.Texts("t.csv",
        [
            new("1", "Good film", "pos", Part.Train), new("2", "good  film!", "pos", Part.Train), new("3", "...", "neg", Part.Train), new("4", "Bad", "neg", Part.Train),
            new("5", "Bad", "pos", Part.Train), new("6", "New one here", "Pos ", Part.Test), new("7", "Good film", "pos", Part.Test),
        ], tokens: t => t.Split(' ').Length, limit: 2);
        string[] found = [.. report.Findings.Select(f => $"{f.Check} {string.Join(' ', f.Places)}")];
        foreach (string expected in new[] { "empty_text 3", "contradictory_labels 4 5", "leak 1 7", "leak 1 2 7", "label_spelling pos Pos ", "cut_short 2 6" })
            found.ShouldContain(expected);
        report.HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void Texts_ClassesOfVeryDifferentSize_AreTold()
    {
        DataReport report = DataCheck.Texts("t.csv", [.. Enumerable.Range(0, 120).Select(i => new CheckedText($"{i}", $"text {i}", i < 3 ? "rare" : i == 3 ? "once" : "usual"))]);
        report.Findings.Select(f => (f.Check, f.Severity)).ShouldBe([(CheckNames.FewExamples, Severity.Error), (CheckNames.FewExamples, Severity.Warning), (CheckNames.Imbalance, Severity.Warning)]);
    }

    public void Dispose() => _folder.Dispose();

    private DataReport Report() => DataCheck.Photos(ExampleSets.Open(_folder.Root));

    private Finding[] Of(string check) => [.. Report().Findings.Where(f => f.Check == check)];

    /// <summary>A photo of blobs that its name decides, or that of another name.</summary>
    private void Draw(string name, string? like = null, int width = 120, int height = 90, bool mirrored = false, bool grey = false, int quality = 95)
    {
        using SKBitmap bitmap = new(width, height);
        using SKCanvas canvas = new(bitmap);
        if (mirrored) canvas.Scale(-1, 1, width / 2f, 0);
        canvas.Scale(width / 120f, height / 90f);
        SeededRandom random = Seeds.For(like ?? name, 0);
        canvas.Clear(new SKColor(200, 200, 200));
        for (int i = 0; i < 12; i++)
        {
            byte level = (byte)random.NextInt(256);
            using SKPaint paint = new() { Color = grey ? new(level, level, level) : new(level, (byte)random.NextInt(256), (byte)random.NextInt(256)) };
            canvas.DrawCircle((float)random.NextDouble(0, 120), (float)random.NextDouble(0, 90), (float)random.NextDouble(5, 25), paint);
        }
        Save($"{name}.jpg", bitmap, SKEncodedImageFormat.Jpeg, quality);
    }

    private void Save(string name, SKBitmap bitmap, SKEncodedImageFormat format, int quality)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Path(name))!);
        using FileStream file = File.Create(_folder.Path(name));
        bitmap.Encode(format, quality).SaveTo(file);
    }
}
