using System.Formats.Tar;
using System.IO.Compression;
using Graft.Hub;

namespace Graft.Tests.Hub;

public class KaggleTests
{
    [Theory]
    [InlineData("kaggle:google/bert/tensorFlow2/en-uncased@2", "/api/v1/models/google/bert/tensorFlow2/en-uncased/2/download")]
    [InlineData("tfhub:google/imagenet/mobilenet_v2_035_224/feature_vector/5", "/google/imagenet/mobilenet_v2_035_224/feature_vector/5?tf-hub-format=compressed")]
    public void Resolve_Archive_IsUnpackedOnceAndComparedLater(string address, string asked)
    {
        using Sandbox sandbox = new();
        using WebServer server = new() { Answer = request => request.Path == asked ? new(200) { Body = Archive() } : new(404) };
        (sandbox.Variables["GRAFT_KAGGLE_URL"], sandbox.Variables["GRAFT_TFHUB_URL"]) = (server.Address, server.Address);

        ResolvedModel model = ModelHub.Resolve(address, sandbox.Options);

        model.Files.Select(f => f.Path).ShouldBe(["saved_model.pb", "variables/variables.index"], ignoreOrder: true);
        model.Verified.ShouldContain("nothing vouches for it");
        ModelHub.Resolve(address, sandbox.Options).LocalPath.ShouldBe(model.LocalPath);
        server.Requests.Count.ShouldBe(1);
        File.AppendAllText(Path.Combine(model.LocalPath, "saved_model.pb"), "x");
        Should.Throw<GraftException>(() => ModelHub.Resolve(address, sandbox.Options)).Message.ShouldContain("changed since it was unpacked: saved_model.pb");
    }

    [Fact]
    public void Resolve_Offline_AsksNobody()
    {
        using Sandbox sandbox = new();
        Should.Throw<GraftException>(() => ModelHub.Resolve("tfhub:google/x/1", sandbox.Options with { Offline = true })).Message.ShouldContain("is not on this machine");
    }

    [Theory, InlineData("kaggle:google/bert"), InlineData("kaggle:google/bert/tensorFlow2/en-uncased"), InlineData("tfhub:google"), InlineData("tfhub:google/x")]
    public void Parse_WithoutVersion_ShowsTheForm(string address) => Should.Throw<GraftException>(() => ModelAddress.Parse(address)).Message.ShouldContain("is malformed. Expected");

    [Theory, InlineData("kaggle:a/b/c/d@1:variables/variables.index"), InlineData("tfhub:a/b/1:x.txt")]
    public void ToString_OfParsed_ParsesToTheSame(string address) => ModelAddress.Parse(address).ToString().ShouldBe(address);

    private static byte[] Archive()
    {
        using MemoryStream stream = new();
        using (GZipStream gzip = new(stream, CompressionMode.Compress, leaveOpen: true))
        using (TarWriter tar = new(gzip))
        {
            foreach (string name in new[] { "./saved_model.pb", "./variables/variables.index" })
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream([1, 2, 3]) });
        }
        return stream.ToArray();
    }
}
