using Graft.Checkpoints;

namespace Graft.Tests.Checkpoints;

public class SafetensorsReaderTests
{
    private const string Folder = "fixtures/safetensors";

    public static TheoryData<string> GoodFiles => new(Expected.Names($"{Folder}/expected.json").Where(n => !n.Contains('/')));

    public static TheoryData<string> BadFiles => new(Expected.Names($"{Folder}/bad/bad.json"));

    [SharedTheory(Folder), MemberData(nameof(GoodFiles))]
    public void Open_GoodFile_HoldsEveryTensor(string file) => SafetensorsReader.Open(Shared.Path($"{Folder}/{file}"))
        .ShouldHold([.. Expected.Json($"{Folder}/expected.json").GetProperty(file).EnumerateObject().Select(t => Expected.Tensor(t.Name, t.Value))]);

    [SharedTheory(Folder), MemberData(nameof(BadFiles))]
    public void Open_BadFile_IsRefusedWithItsReason(string file)
    {
        string reason = file.Replace(".safetensors", "") switch
        {
            "header_beyond_file" => "but the file has only",
            "header_2_63" or "header_over_100mb" => "at most 100000000 are allowed",
            "too_short" => "the length of the header alone takes 8",
            "not_json" => "not valid JSON",
            "not_utf8" => "not UTF-8",
            "not_an_object" or "starts_with_space" => "must start with '{'",
            "duplicate_key" or "duplicate_key_same_bytes" => "the name 'a' stands twice",
            "overlap" => "within another that ends at",
            "hole" or "hole_at_start" => "belong to no tensor",
            "past_the_end" or "truncated" => "cut short",
            "reversed_offsets" => "a start and an end behind it",
            "negative_offset" => "data_offsets must hold at most 32 whole numbers of at least 0",
            "negative_shape" => "shape must hold at most 32 whole numbers of at least 0",
            "size_mismatch" => "takes 12 bytes, its data_offsets span 8",
            "shape_overflow" or "shape_bytes_overflow" => "overflows 64 bits",
            "trailing_bytes" => "5 bytes follow the last tensor",
            "unknown_dtype" => "dtype 'F12' does not exist",
            "metadata_not_strings" => "__metadata__ must hold texts only",
            "missing_offsets" => "lacks data_offsets",
            _ => throw new InvalidOperationException($"no reason is expected of {file}"),
        };
        Refusal(() => SafetensorsReader.Open(Shared.Path($"{Folder}/bad/{file}"))).ShouldContain(reason);
    }

    [SharedTheory(Folder), MemberData(nameof(BadFiles))]
    public void Open_BadFile_AllocatesNextToNothing(string file)
    {
        string path = Shared.Path($"{Folder}/bad/{file}");
        Refusal(() => SafetensorsReader.Open(path));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refusal(() => SafetensorsReader.Open(path));
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(256 * 1024);
    }

    [Fact]
    public void Open_MissingFile_SaysSo() => Refusal(() => SafetensorsReader.Open("no/such.safetensors")).ShouldContain("There is no file 'no/such.safetensors'");

    [Fact]
    public void Open_SeveralFaults_TellsAll()
    {
        string message = Refusal(() => Open("""{"a":{"dtype":"F4","shape":[2],"data_offsets":[0,1]},"b":{"dtype":7,"shape":2}}"""));
        message.ShouldContain("dtype F4 is one that Graft can't compute with");
        message.ShouldContain("dtype must be a text, it is a number");
        message.ShouldContain("shape must be a list of whole numbers, it is a number");
        message.ShouldContain("tensor 'b' lacks data_offsets");
    }

    [Fact]
    public void Open_LoneSurrogateInName_IsRefused() =>
        Refusal(() => Open("""{"\ud800":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""")).ShouldContain("not valid JSON");

    private static Checkpoint Open(string header)
    {
        using TemporaryFolder folder = new();
        string path = folder.Path("x.safetensors");
        byte[] json = System.Text.Encoding.UTF8.GetBytes(header);
        File.WriteAllBytes(path, [.. BitConverter.GetBytes((long)json.Length), .. json]);
        return SafetensorsReader.Open(path);
    }

    private static string Refusal(Func<Checkpoint> open) => Should.Throw<GraftException>(() => { open(); }).Message;
}
