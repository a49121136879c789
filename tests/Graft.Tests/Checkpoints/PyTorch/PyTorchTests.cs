using System.IO.Compression;
using System.Text.Json;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Tests.Checkpoints;

public class PyTorchTests
{
    private const string Folder = "fixtures/checkpoints";

    public static TheoryData<string> GoodFiles => new(Expected.Names($"{Folder}/expected.json"));

    [SharedTheory(Folder), MemberData(nameof(GoodFiles))]
    public void Open_GoodFile_HoldsEveryTensor(string file)
    {
        Checkpoint checkpoint = Checkpoint.Open(Shared.Path($"{Folder}/{file}"));
        string stripped = string.Concat(checkpoint.Stripped);
        ExpectedTensor[] expected = [.. Expected.Json($"{Folder}/expected.json").GetProperty(file).EnumerateArray().Select(Tensor)];
        ILookup<bool, ExpectedTensor> isState = expected.ToLookup(t => t.Name.StartsWith(stripped, StringComparison.Ordinal));
        checkpoint.ShouldHold([.. isState[true].Select(t => t with { Name = t.Name[stripped.Length..] })]);
        isState[false].Select(t => t.Name.Split('.')[0]).Except(checkpoint.LeftOut).ShouldBeEmpty();
    }

    [SharedTheory(Folder)]
    [InlineData("malicious_eval_legacy.pth", "names '__builtin__.eval', which no tensor needs")]
    [InlineData("malicious_system_zip.pth", "names 'posix.system', which no tensor needs")]
    [InlineData("short_storage.pth", "storage '0' is declared with 15 Float32 elements (60 bytes), but 8 bytes are stored")]
    [InlineData("torchscript.pt", "is a TorchScript archive")]
    [InlineData("whole_module.pth", "is a whole pickled module (it names 'torch.nn.modules.linear.Linear')")]
    public void Open_BadFile_SaysWhatItIs(string file, string reason) => Refusal(Shared.Path($"{Folder}/{file}")).ShouldContain(reason);

    [SharedFact(Folder)]
    public void Open_Wrapped_ReportsWhatWasStrippedAndLeftOut()
    {
        Checkpoint checkpoint = Checkpoint.Open(Shared.Path($"{Folder}/mixed_zip.pth"));
        checkpoint.Stripped.ShouldBe(["state_dict."]);
        checkpoint.LeftOut.ShouldBe(["epoch", "best", "name"]);
        checkpoint.Format.ShouldBe("PyTorch (zip)");
    }

    [SharedFact("models/efficientnet-lite0-imagenet")]
    public void Open_RealLegacyFile_HoldsItsTensors() =>
        Checkpoint.Open(Directory.GetFiles(Shared.Path("models/efficientnet-lite0-imagenet"), "*.pth").Single()).Tensors.Count.ShouldBeGreaterThan(200);

    [Fact]
    public void Open_TransposedView_IsPutInOrder()
    {
        using TemporaryFolder folder = new();
        TensorData w = Checkpoint.Open(Pickles.Zip(folder, Pickles.OneTensor(Pickles.Tuple(2, 2), Pickles.Tuple(1, 2)))).Tensors["w"];
        w.Bytes.ToArray().ShouldBe([0, 1, 2, 3, 8, 9, 10, 11, 4, 5, 6, 7, 12, 13, 14, 15]);
    }

    [Theory]
    [InlineData(5L, 1L, "arguments that it does not take")]                    // ends behind the storage
    [InlineData(2L, 4L, "arguments that it does not take")]                    // strides out of it
    [InlineData(-1L, 1L, "arguments that it does not take")]
    [InlineData(1L << 62, 0L, "arguments that it does not take")]              // more bytes than 63 bits hold
    [InlineData(1L << 40, 0L, "would take more memory than")]                  // four bytes, expanded to 4 TiB
    [InlineData(20L << 20, 0L, "would take more memory than")]
    public void Open_ViewThatLeavesItsStorage_IsRefused(long size, long stride, string reason)
    {
        using TemporaryFolder folder = new();
        string path = Pickles.Zip(folder, Pickles.OneTensor(Pickles.Tuple(size), Pickles.Tuple(stride)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        string message = Refusal(path);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(4 << 20);
        (message.Contains(reason) || message.Contains("more than 2 GB")).ShouldBeTrue(message);
    }

    [Theory]
    [InlineData("cos\nsystem\nX\u0002\0\0\0ls\u0085R", "names 'os.system'")]
    [InlineData("c__main__\nNet\n)\u0081", "whole pickled module")]
    [InlineData("]K\u0001K\u0002s", "uses SETITEM on")]
    [InlineData("}K\u0001a", "uses APPEND on")]
    [InlineData("]}b", "sets the state of")]
    [InlineData("h\u0007", "recalls value 7, which was never kept")]
    [InlineData("t", "closes a group that was never opened")]
    [InlineData("R", "takes more values than it has")]
    [InlineData("X\u00ff\u00ff\u00ff\u00ff", "ends too early")]
    [InlineData("ibuiltins\neval\n", "opcode 0x69")]
    [InlineData("K\u0001", "without tensors")]
    [InlineData("}q\0X\u0001\0\0\0ah\0s", "nested without end")]
    public void Open_PickleWithTricks_IsRefusedWithItsReason(string pickle, string reason)
    {
        using TemporaryFolder folder = new();
        Refusal(Pickles.Zip(folder, pickle)).ShouldContain(reason);
    }

    [Fact]
    public void Open_CompressedEntries_AreRefused()
    {
        using TemporaryFolder folder = new();
        Refusal(Pickles.Zip(folder, Pickles.OneTensor(Pickles.Tuple(4), Pickles.Tuple(1)), level: CompressionLevel.Optimal)).ShouldContain("is compressed");
    }

    [Fact]
    public void Open_EntryTwice_IsRefused()
    {
        using TemporaryFolder folder = new();
        string path = Pickles.Zip(folder, Pickles.OneTensor(Pickles.Tuple(4), Pickles.Tuple(1)));
        using (ZipArchive zip = ZipFile.Open(path, ZipArchiveMode.Update)) Pickles.Add(zip, "archive/data/0", new byte[16]);
        Refusal(path).ShouldContain("'archive/data/0' stands twice");
    }

    [Theory]
    [InlineData("module.")]
    [InlineData("_orig_mod.module.")]
    public void Open_Prefixes_AreStripped(string prefix)
    {
        using TemporaryFolder folder = new();
        string pickle = Pickles.OneTensor(Pickles.Tuple(4), Pickles.Tuple(1)).Replace(Pickles.Text("w"), Pickles.Text(prefix + "w"));
        Checkpoint checkpoint = Checkpoint.Open(Pickles.Zip(folder, Pickles.Dictionary(Pickles.Text("model") + pickle)));
        checkpoint.Tensors.Keys.ShouldBe(["w"]);
        string.Concat(checkpoint.Stripped).ShouldBe("model." + prefix);
    }

    private static ExpectedTensor Tensor(JsonElement row) =>
        new(row[0].GetString()!, row[1].GetString()!, [.. row[2].EnumerateArray().Select(d => d.GetInt64())], row[3].GetString()!);

    private static string Refusal(string path) => Should.Throw<GraftException>(() => { Checkpoint.Open(path); }).Message;
}
