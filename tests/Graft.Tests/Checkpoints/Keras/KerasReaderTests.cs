using System.Text.Json;
using Graft.Checkpoints;

namespace Graft.Tests.Checkpoints;

/// <summary>Keras' own files, as Keras 2 and 3 and h5py wrote them.</summary>
public class KerasReaderTests
{
    private const string Folder = "fixtures/keras";

    public static TheoryData<string> GoodFiles => new(Expected.Names($"{Folder}/expected.json", "files").Where(n => n.EndsWith(".h5", StringComparison.Ordinal) || n.EndsWith(".keras", StringComparison.Ordinal)));

    public static TheoryData<string> BadFiles => new(Expected.Names($"{Folder}/bad/bad.json", "files").Where(n => n.StartsWith("h5/", StringComparison.Ordinal) || n.StartsWith("keras/", StringComparison.Ordinal)));

    [SharedTheory(Folder), MemberData(nameof(GoodFiles))]
    public void Open_GoodFile_HoldsEveryTensorByItsName(string file)
    {
        Checkpoint checkpoint = Checkpoint.Open(Shared.Path($"{Folder}/{file}"));
        bool isNameless = file == "h5/keras2.weights.h5";
        bool isKeras3 = file == "h5/whole-keras3.h5";
        checkpoint.ShouldHold([.. Expected.Json($"{Folder}/expected.json").GetProperty("files").GetProperty(file).GetProperty("tensors").EnumerateArray()
            .Select(t => Expected.Tensor(NameOf(t, isNameless, isKeras3), t))]);
    }

    [SharedTheory(Folder), MemberData(nameof(BadFiles))]
    public void Open_BadFile_IsRefusedWithItsReason(string file)
    {
        string path = Shared.Path($"{Folder}/bad/{file}");
        if (ReasonOf(file) is { } reason) Should.Throw<GraftException>(() => { Checkpoint.Open(path); }).Message.ShouldContain(reason);
        else Checkpoint.Open(path).Tensors.Keys.ShouldContain("dense/kernel");
    }

    [SharedTheory(Folder), MemberData(nameof(BadFiles))]
    public void Open_BadFile_AllocatesLittle(string file)
    {
        string path = Shared.Path($"{Folder}/bad/{file}");
        Try(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Try(path);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(1 << 20);
    }

    [SharedFact(Folder)]
    public void Open_WholeModel_LeavesTheOptimizerOut() =>
        Checkpoint.Open(Shared.Path($"{Folder}/h5/whole-keras2.h5")).LeftOut.ShouldContain("optimizer_weights");

    [SharedFact(Folder)]
    public void Open_NameWithSlash_IsRefused()
    {
        using TemporaryFolder folder = new();
        byte[] bytes = File.ReadAllBytes(Shared.Path($"{Folder}/h5/keras3.weights.h5"));
        for (int at; (at = bytes.AsSpan().IndexOf("batch_normalization"u8)) >= 0;) bytes[at + "batch".Length] = (byte)'/';
        File.WriteAllBytes(folder.Path("x.h5"), bytes);
        Should.Throw<GraftException>(() => { Checkpoint.Open(folder.Path("x.h5")); }).Message.ShouldContain("is no name of an object");
    }

    [SharedFact(Folder)]
    public void Open_ChangedBytes_AreReadOrRefused() => Mutations.Try([.. Directory.EnumerateFiles(Shared.Path($"{Folder}/variants")),
        Shared.Path($"{Folder}/h5/keras3.weights.h5"), Shared.Path($"{Folder}/h5/nested-keras2.h5"), Shared.Path($"{Folder}/keras/tiny.keras")], perFile: 60);

    private static string NameOf(JsonElement tensor, bool isNameless, bool isKeras3)
    {
        string name = tensor.GetProperty("name").GetString()!;
        return isNameless ? tensor.GetProperty("path").GetString()! : isKeras3 && name == "depthwise/depthwise_kernel" ? "depthwise/kernel" : name;
    }

    private static void Try(string path)
    {
        try
        {
            Checkpoint.Open(path);
        }
        catch (GraftException)
        {
            // Another test looks at the reason.
        }
    }

    /// <summary>What the refusal says; null where the weights are sound whatever else is not.</summary>
    private static string? ReasonOf(string file) => Path.ChangeExtension(file, null) switch
    {
        "h5/truncated" => "it is cut short",
        "h5/web-page" => "a web page",
        "h5/lfs-pointer" => "a Git LFS pointer",
        "h5/external-link" => "is a link into another file",
        "h5/external-storage" => "lie in another file, which is not opened",
        "h5/virtual-dataset" => "is a virtual data set",
        "h5/soft-link-loop" => "is a soft link",
        "h5/huge-shape" => "chunks, 0 are stored",
        "h5/weight-missing" => "the weight 'dense/kernel:0' of layer 'dense' is named, but missing",
        "h5/strings" => "holds texts of 3 bytes",
        "h5/compound" => "holds records of 8 bytes",
        "h5/chunk-checksum" => "the Fletcher-32 checksum of a chunk",
        "h5/wrong-shape" => "'hidden/kernel' has shape [16, 31], its configuration says 32 units",
        "h5/lambda" or "h5/group-cycle" => null,
        "keras/path-traversal" or "keras/path-absolute" or "keras/path-backslash" => "has a name that leaves its folder",
        "keras/symbolic-link" => "is a symbolic link",
        "keras/lambda" => "is a Lambda: Python code",
        "keras/foreign-class" => "is os.system, which is code that Keras does not bring",
        "keras/config-missing" => "'config.json' is missing",
        "keras/weights-missing" => "'model.weights.h5' is missing",
        "keras/config-not-json" => "not valid JSON",
        "keras/zip-bomb" => "a zip bomb",
        "keras/entry-twice" => "stands twice",
        "keras/shape-mismatch" => "its configuration says 3 units",
        "keras/truncated" => "it is cut short",
        _ => throw new InvalidOperationException($"no reason is expected of {file}"),
    };
}
