using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Graft.Hub;
using Graft.Hub.DataSets;
using Parquet.Schema;
using Parquet.Serialization;

namespace Graft.Tests.Hub;

/// <summary>Data sets from archives, single files and Parquet, laid out as training reads them.</summary>
public sealed class DataPullTests : IDisposable
{
    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G'], Jpg = [0xff, 0xd8, 0xff];

    private readonly Sandbox _sandbox = new();
    private readonly WebServer _web = new();

    private HubOptions Options => _sandbox.Options with { Delay = (_, _) => Task.CompletedTask };

    [Fact]
    public async Task Pull_ZipWithItsHash_IsUnpackedAndItsOnlyFolderIsTheData()
    {
        byte[] zip = Zip(("ants/train/a/1.jpg", Jpg), ("ants/val/b/2.jpg", Jpg), ("__MACOSX/ants/._x", [1]));
        _web.Answer = _ => new(200) { Body = zip };
        PulledData data = await PullAsync($"{_web.Address}/ants.zip", new() { Sha256 = Hash(zip) });
        Path.GetFileName(data.Folder).ShouldBe("ants");
        Names(data.Folder).ShouldBe(["train/a/1.jpg", "val/b/2.jpg"]);
        (await PullAsync($"{_web.Address}/ants.zip#sha256={Hash(zip)}", new(), offline: true)).Folder.ShouldBe(data.Folder);
        _web.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Pull_WithoutHash_WantsOneOrTheWordToAcceptIt()
    {
        byte[] zip = Zip(("a/1.jpg", Jpg));
        _web.Answer = _ => new(200) { Body = zip };
        (await FaultAsync($"{_web.Address}/x.zip")).ShouldContain("--first-use");
        _web.Requests.ShouldBeEmpty();
        (await PullAsync($"{_web.Address}/x.zip", new() { FirstUse = true })).Notes.Single().ShouldContain(Hash(zip));
        (await PullAsync($"{_web.Address}/x.zip", new(), offline: true)).Address.ShouldBe(new UrlAddress(new($"{_web.Address}/x.zip"), Hash(zip)));
    }

    [Fact]
    public async Task Pull_ChangedSinceTheFirstUse_IsRefused()
    {
        byte[] zip = Zip(("a/1.jpg", Jpg));
        _web.Answer = _ => new(200) { Body = zip };
        await PullAsync($"{_web.Address}/x.zip", new() { FirstUse = true });
        Directory.Delete(_sandbox.Path("home/url"), recursive: true);
        zip = Zip(("a/1.jpg", Png));
        (await FaultAsync($"{_web.Address}/x.zip")).ShouldContain("expected");
    }

    [Theory]
    [InlineData("../evil.jpg", "not safe")]
    [InlineData("C:/evil.jpg", "not safe")]
    [InlineData("a/nul.jpg", "device name")]
    public async Task Pull_HostileZip_IsRefusedAndLeavesNothing(string name, string expected)
    {
        byte[] zip = Zip((name, Jpg));
        _web.Answer = _ => new(200) { Body = zip };
        (await FaultAsync($"{_web.Address}/x.zip#sha256={Hash(zip)}", new() { Folder = _sandbox.Path("out") })).ShouldContain(expected);
        Directory.Exists(_sandbox.Path("out")).ShouldBeFalse();
        File.Exists(_sandbox.Path("evil.jpg")).ShouldBeFalse();
    }

    [Fact]
    public async Task Pull_TarIntoAFolderOfTheUser_IsUnpackedThere()
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        using (TarWriter tar = new(gzip))
            foreach (string name in new[] { "a/1.jpg", "b/2.jpg" }) tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(Jpg) });
        string file = _sandbox.Write("set.tar.gz", packed.ToArray());
        PulledData data = await PullAsync(file, new() { Folder = _sandbox.Path("out") });
        Names(data.Folder).ShouldBe(["a/1.jpg", "b/2.jpg"]);
        (await FaultAsync(file, new() { Folder = _sandbox.Path("out") })).ShouldContain("exists already");
    }

    [Fact]
    public async Task Pull_ParquetOfImages_BecomesClassFoldersByPart()
    {
        await WriteImagesAsync("set/data/train-00000-of-00002.parquet", (Jpg, 0), (Png, 1));
        await WriteImagesAsync("set/data/train-00001-of-00002.parquet", (Jpg, 1));
        await WriteImagesAsync("set/data/validation-00000-of-00001.parquet", (Png, 0));
        PulledData data = await PullAsync(_sandbox.Path("set"), new());
        Names(data.Folder).ShouldBe(["train/ants/000001.jpg", "train/bees _ wasps/000002.png", "train/bees _ wasps/000003.jpg", "validation/ants/000001.png"]);
        File.ReadAllBytes(Path.Combine(data.Folder, "train/ants/000001.jpg")).ShouldBe(Jpg);
    }

    [Fact]
    public async Task Pull_ParquetOfTexts_BecomesLinesWithTheNamesOfClasses()
    {
        ParquetSchema schema = new(new DataField<string>("text"), new DataField<long>("label"));
        await WriteAsync("set/test.parquet", schema, """{"info":{"features":{"text":{"_type":"Value"},"label":{"names":["bad","good"],"_type":"ClassLabel"}}}}""",
            new() { ["text"] = "It is \"fine\".", ["label"] = 1L }, new() { ["text"] = "Größe?", ["label"] = 0L });
        PulledData data = await PullAsync(_sandbox.Path("set"), new());
        File.ReadAllLines(Path.Combine(data.Folder, "test.jsonl")).ShouldBe(["{\"text\":\"It is \\\"fine\\\".\",\"label\":\"good\"}", "{\"text\":\"Größe?\",\"label\":\"bad\"}"]);
    }

    [Fact]
    public async Task Pull_NoParquet_SaysSo()
    {
        _sandbox.Write("set/train.parquet", "not parquet at all");
        (await FaultAsync(_sandbox.Path("set"))).ShouldContain("can't be read as Parquet");
    }

    [Fact]
    public void All_EachKnownDataSet_HasAnAddress()
    {
        foreach (KnownDataSet set in KnownDataSets.All)
            if (set.Source.StartsWith("https://", StringComparison.Ordinal)) new Uri(set.Source).IsAbsoluteUri.ShouldBeTrue();
            else ModelAddress.Parse(set.Source).ToString().ShouldBe(set.Source);
    }

    public void Dispose()
    {
        _web.Dispose();
        _sandbox.Dispose();
    }

    private Task<PulledData> PullAsync(string source, DataPullOptions pull, bool offline = false) => DataPull.RunAsync(source, pull, Options with { Offline = offline });

    private async Task<string> FaultAsync(string source, DataPullOptions? pull = null) => (await Should.ThrowAsync<GraftException>(() => PullAsync(source, pull ?? new()))).Message;

    private static string[] Names(string folder) => [.. FileLedger.NamesBelow(folder).Order(StringComparer.Ordinal)];

    private static string Hash(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using MemoryStream packed = new();
        using (ZipArchive zip = new(packed, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (name, content) in files)
            {
                using Stream entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        return packed.ToArray();
    }

    private Task WriteImagesAsync(string path, params (byte[] Image, long Label)[] rows)
    {
        ParquetSchema schema = new(new StructField("image", new DataField<byte[]>("bytes"), new DataField<string>("path")), new DataField<long>("label"));
        return WriteAsync(path, schema, """{"info":{"features":{"image":{"_type":"Image"},"label":{"names":["ants","bees / wasps"],"_type":"ClassLabel"}}}}""",
            [.. rows.Select(r => new Dictionary<string, object?> { ["image"] = new Dictionary<string, object?> { ["bytes"] = new ReadOnlyMemory<byte>(r.Image), ["path"] = "x.jpg" }, ["label"] = r.Label })]);
    }

    private async Task WriteAsync(string path, ParquetSchema schema, string features, params Dictionary<string, object?>[] rows)
    {
        using MemoryStream content = new();
        await ParquetSerializer.SerializeUntypedAsync(rows, schema, content, null, new Dictionary<string, string> { ["huggingface"] = features });
        _sandbox.Write(path, content.ToArray());
    }
}
