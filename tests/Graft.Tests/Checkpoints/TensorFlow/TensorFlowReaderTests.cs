using System.Text.Json;
using Graft.Checkpoints;

namespace Graft.Tests.Checkpoints;

/// <summary>Checkpoints, SavedModels and TensorFlow.js models as TensorFlow and its converters wrote them.</summary>
public class TensorFlowReaderTests
{
    private const string Plain = "fixtures/tensorflow", Keras = "fixtures/keras", Bert = "fixtures/bert-original";

    public static TheoryData<string> PlainFiles => new(Expected.Names($"{Plain}/expected.json", "files"));

    public static TheoryData<string> KerasFiles => new(Expected.Names($"{Keras}/expected.json", "files")
        .Where(n => n.StartsWith("saved", StringComparison.Ordinal) || n.StartsWith("checkpoint", StringComparison.Ordinal) || n.StartsWith("tfjs", StringComparison.Ordinal)));

    public static TheoryData<string> BadPlainFiles => new(Expected.Names($"{Plain}/bad/bad.json", "files"));

    public static TheoryData<string> BadKerasFiles => new(Expected.Names($"{Keras}/bad/bad.json", "files")
        .Where(n => n.StartsWith("saved", StringComparison.Ordinal) || n.StartsWith("tfjs", StringComparison.Ordinal)));

    [SharedTheory(Plain), MemberData(nameof(PlainFiles))]
    public void Open_Checkpoint_HoldsEveryTensor(string file) => Checkpoint.Open(Shared.Path($"{Plain}/{file}"))
        .ShouldHold([.. Expected.Json($"{Plain}/expected.json").GetProperty("files").GetProperty(file).GetProperty("tensors").EnumerateArray()
            .Where(t => t.GetProperty("dtype").GetString() != "string").Select(t => Expected.Tensor(t.GetProperty("name").GetString()!, t))]);

    [SharedTheory(Keras), MemberData(nameof(KerasFiles))]
    public void Open_FileOfKeras_HoldsEveryTensorByItsName(string file)
    {
        Checkpoint checkpoint = Checkpoint.Open(Shared.Path($"{Keras}/{file}"));
        checkpoint.ShouldHold([.. Expected.Json($"{Keras}/expected.json").GetProperty("files").GetProperty(file).GetProperty("tensors").EnumerateArray()
            .Where(t => t.GetProperty("dtype").GetString() != "string" && t.TryGetProperty("sha256", out _)).Select(t => Expected.Tensor(NameOf(t), t)).DistinctBy(t => t.Name)]);
    }

    [SharedFact(Bert)]
    public void Open_PrefixOfBert_HoldsEveryTensor() => Checkpoint.Open(Shared.Path($"{Bert}/bert_model.ckpt"))
        .ShouldHold([.. Expected.Json($"{Bert}/expected.json").GetProperty("tensors").EnumerateArray().Select(t => Expected.Tensor(t.GetProperty("name").GetString()!, t))]);

    [SharedTheory(Keras), InlineData("savedmodel-keras2", "image -> predictions"), InlineData("savedmodel-keras3", "image -> output_0"), InlineData("savedmodel-tf1-hub", "images -> default")]
    public void Open_SavedModel_TellsItsSignature(string folder, string signature) =>
        Checkpoint.Open(Shared.Path($"{Keras}/{folder}")).Metadata.Values.ShouldContain(signature);

    [SharedTheory(Plain), MemberData(nameof(BadPlainFiles))]
    public void Open_BadCheckpoint_IsRefusedWithItsReason(string file) => Refusal(Shared.Path($"{Plain}/bad/{file}")).ShouldContain(ReasonOfPlain(Path.ChangeExtension(file, null)));

    [SharedTheory(Keras), MemberData(nameof(BadKerasFiles))]
    public void Open_BadModel_IsRefusedWithItsReason(string file) => Refusal(Shared.Path($"{Keras}/bad/{file}")).ShouldContain(ReasonOfModel(file.Split('/') is [_, string name, _] ? name : file));

    [SharedTheory(Plain), MemberData(nameof(BadPlainFiles))]
    public void Open_BadCheckpoint_AllocatesLittle(string file)
    {
        string path = Shared.Path($"{Plain}/bad/{file}");
        Refusal(path);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refusal(path);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(512 * 1024);
    }

    [SharedFact(Plain)]
    public void Open_ChangedBytes_AreReadOrRefused() => Mutations.Try([.. Directory.EnumerateFiles(Shared.Path(Plain), "*.index"), .. Directory.EnumerateFiles(Shared.Path($"{Keras}/tfjs-uint8"), "*.json"),
        Shared.Path($"{Keras}/checkpoint/object-based.index")], perFile: 60);

    [Fact]
    public void Masked_KnownText_IsTheChecksumOfRfc3720() =>
        // RFC 3720, B.4: 32 bytes of zeros give 0x8a9136aa.
        Crc32C.Masked(new byte[32]).ShouldBe(System.Numerics.BitOperations.RotateRight(0x8a9136aau, 15) + 0xa282ead8);

    [Theory, InlineData(0), InlineData(-1), InlineData(63), InlineData(64), InlineData(8191), InlineData(8192), InlineData(-64), InlineData(-65), InlineData(1L << 40)]
    public void Parse_SliceKey_ReadsSignedNumbers(long start)
    {
        byte[] key = [0, .. "a"u8, 0, 1, 1, 1, .. Signed(start), .. Signed(-1)];
        (string name, BundleSlice slice) = SliceKey.Parse(key)!.Value;
        name.ShouldBe("a");
        slice.Extents.ShouldBe([(start, -1L)]);
    }

    /// <summary>The shortest form of which the number's bits and sign fit: as many leading ones as bytes, inverted where it is negative.</summary>
    private static byte[] Signed(long value)
    {
        ulong magnitude = (ulong)(value < 0 ? ~value : value);
        int length = 1;
        while (length < 8 && magnitude >> (7 * length - 1) != 0) length++;
        ulong word = magnitude | ((1ul << length) - 1 << (7 * length));
        byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)(word >> (8 * (length - 1 - i))))];
        return value < 0 ? [.. bytes.Select(b => (byte)~b)] : bytes;
    }

    private static string NameOf(JsonElement tensor) => tensor.TryGetProperty("full_name", out JsonElement full) ? full.GetString()!
        : tensor.GetProperty("path").GetString()!.Replace("/.ATTRIBUTES/VARIABLE_VALUE", "");

    private static string Refusal(string path) => Should.Throw<GraftException>(() => { Checkpoint.Open(path); }).Message;

    private static string ReasonOfPlain(string file) => file switch
    {
        "index-truncated" or "index-empty" or "index-magic" => "does not end as a table does",
        "index-block-checksum" => "the checksum of a block is wrong",
        "index-handle-beyond" => "lies outside the file",
        "index-handle-overflow" => "leaves 63 bits",
        "index-snappy-bomb" => "which Snappy can't",
        "index-compression-unknown" => "compressed by method 7",
        "keys-unsorted" => "its keys are not in order",
        "key-twice" => "the key 'a' stands twice",
        "no-header" => "its header is missing",
        "header-big-endian" => "big-endian",
        "header-no-shards" => "it says that it has 0 data files",
        "header-many-shards" => "it says that it has 2147483647 data files",
        "header-newer" => "readers of version 99",
        "entry-not-protobuf" => "the entry of 'a' is no protocol buffer",
        "data-checksum" => "the checksum of 'b' is wrong",
        "shard-short" or "offset-beyond" or "offset-negative" or "offset-overflow" => "lies outside",
        "shard-missing" => "is missing beside it",
        "shard-id-beyond" => "should lie in data file 5",
        "shard-id-negative" => "should lie in data file -1",
        "size-negative" => "its entry says -24",
        "size-mismatch" => "takes 24 bytes, its entry says 20",
        "shape-negative" or "shape-overflow" => "is negative or overflows 64 bits",
        "shape-huge" => "or has more than 2 GB",
        "dtype-unknown" => "has dtype 99",
        "dtype-resource" => "has dtype 20",
        "string-lengths-beyond" => "the lengths of the texts of 'a'",
        "slice-missing" => "a slice of 't' has no entry",
        "slice-gap" => "do not cover it once",
        _ => throw new InvalidOperationException($"no reason is expected of {file}"),
    };

    private static string ReasonOfModel(string name) => name switch
    {
        "path-traversal" or "path-absolute" or "path-url" or "path-encoded" => "is no plain name of a file beside it",
        "shard-missing" => "that it names is missing",
        "shard-short" => "need 32 bytes, 28 are there",
        "shard-long" => "need 32 bytes, 36 are there",
        "shape-negative" or "shape-overflow" or "shape-fraction" => "its shape must be a list of whole numbers",
        "dtype-unknown" => "its dtype 'float8' does not exist",
        "quantized-no-scale" => "its scale or min is missing",
        "quantized-dtype-unknown" => "it is quantised to 'int3'",
        "name-twice" => "the name 'dense/bias' stands twice",
        "no-manifest" => "it has no list 'weightsManifest'",
        "not-json" => "not valid JSON",
        "savedmodel-truncated" => "no protocol buffer, or cut short",
        "savedmodel-no-variables" => "has no variables/variables.index",
        _ => throw new InvalidOperationException($"no reason is expected of {name}"),
    };
}
