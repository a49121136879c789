using Graft.Hub;

namespace Graft.Tests.Hub;

public sealed class ModelAddressTests
{
    private static readonly string Hash = new('a', 64);

    public static TheoryData<string, ModelAddress> Forms => new()
    {
        { "resnet18", new BuiltInAddress("resnet18") },
        { "nuget:Microsoft.ML.DnnImageFeaturizer.ResNet18@0.23.1", new NuGetAddress("Microsoft.ML.DnnImageFeaturizer.ResNet18", "0.23.1") },
        { "nuget:A.B@1.0.0-rc.1:tools/x.onnx", new NuGetAddress("A.B", "1.0.0-rc.1", "tools/x.onnx") },
        { "nuget:A.B@1.0.0:lib/net8.0/A.dll!A.model.onnx", new NuGetAddress("A.B", "1.0.0", "lib/net8.0/A.dll!A.model.onnx") },
        { "nuget:A.B", new NuGetAddress("A.B", null) },
        { "hf:org/name@main:config.json", new HuggingFaceAddress("org/name", "main", "config.json") },
        { "hf:org/name@refs/pr/1", new HuggingFaceAddress("org/name", "refs/pr/1") },
        { "hf:gpt2", new HuggingFaceAddress("gpt2") },
        { "hf:datasets/org/name@v1:data/train.parquet", new HuggingFaceAddress("datasets/org/name", "v1", "data/train.parquet") },
        { "sentence-transformers/all-MiniLM-L6-v2", new HuggingFaceAddress("sentence-transformers/all-MiniLM-L6-v2") },
        { "org/name@v1.0", new HuggingFaceAddress("org/name", "v1.0") },
        { "timm:resnet18.a1_in1k", new HuggingFaceAddress("timm/resnet18.a1_in1k") },
        { "torchvision:squeezenet1_0", new TorchvisionAddress("squeezenet1_0-b66bff10.pth") },
        { "torchvision:resnet18-f37072fd.pth", new TorchvisionAddress("resnet18-f37072fd.pth") },
        { "pypi:graft_model@1.0:weights/model.onnx", new PyPiAddress("graft_model", "1.0", "weights/model.onnx") },
        { "npm:@acme/graft-model@1.0.0:model.onnx", new NpmAddress("@acme/graft-model", "1.0.0", "model.onnx") },
        { "npm:graft-model@1.0.0", new NpmAddress("graft-model", "1.0.0") },
        { $"https://example.org/a/model.onnx#sha256={Hash}", new UrlAddress(new Uri("https://example.org/a/model.onnx"), Hash) },
        { "file:models/a.onnx", new LocalAddress("models/a.onnx") },
        { "file:///models/a.onnx", new LocalAddress("/models/a.onnx") },
        { "./models", new LocalAddress("./models") },
        { "pets.onnx", new LocalAddress("pets.onnx") },
        { "models/pets.onnx", new LocalAddress("models/pets.onnx") },
        { "C:\\models\\pets.onnx", new LocalAddress("C:\\models\\pets.onnx") },
    };

    [Theory, MemberData(nameof(Forms))]
    public void Parse_EachForm_GivesItsParts(string text, ModelAddress expected) => ModelAddress.Parse(text).ShouldBe(expected);

    [Theory, MemberData(nameof(Forms))]
    public void ToString_EachForm_ParsesBack(string text, ModelAddress expected) => ModelAddress.Parse(ModelAddress.Parse(text).ToString()).ShouldBe(expected, text);

    [Theory]
    [InlineData("", "empty address")]
    [InlineData("resnet81", "Did you mean 'resnet18'?")]
    [InlineData("nugget:A@1.0.0", "Did you mean 'nuget'?")]
    [InlineData("nuget:", "Expected nuget:PACKAGE@VERSION")]
    [InlineData("nuget:A@1.*", "one exact version")]
    [InlineData("nuget:A@[1.0,2.0)", "one exact version")]
    [InlineData("nuget:A@1.0.0:../x", "'..'")]
    [InlineData("nuget:A@1.0.0:/etc/passwd", "is absolute")]
    [InlineData("hf:a/b/c", "Expected hf:org/name")]
    [InlineData("hf:org/na--me", "no repository name")]
    [InlineData("hf:org/name.git", "no repository name")]
    [InlineData("hf:org/name@../../x", "'..'")]
    [InlineData("hf:org/name@main:CON", "device name")]
    [InlineData("pypi:-x@1.0", "Expected pypi:NAME@VERSION")]
    [InlineData("npm:graft-model@^1.0.0", "Expected npm:NAME@VERSION")]
    [InlineData("torchvision:resnet19", "Did you mean 'resnet1")]
    [InlineData("https://example.org/model.onnx", "lacks its hash")]
    [InlineData("https://example.org/model.onnx#sha256=abc", "64 hexadecimal digits")]
    [InlineData("http://example.org/model.onnx#sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "unencrypted")]
    [InlineData("https://me:secret@example.org/m#sha256=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "user name or password")]
    [InlineData("file:", "names no path")]
    public void Parse_Malformed_SaysWhatWasExpected(string text, string expected) =>
        Should.Throw<GraftException>(() => ModelAddress.Parse(text)).Message.ShouldContain(expected);

    [Fact]
    public void Parse_UrlWithPassword_DoesNotRepeatIt() =>
        Should.Throw<GraftException>(() => ModelAddress.Parse($"https://me:secret@example.org/m#sha256={Hash}")).Message.ShouldNotContain("secret");

    [Fact]
    public void All_EachKnownModel_HasAnAddressThatParsesBack()
    {
        foreach (KnownModel model in KnownModels.All) ModelAddress.Parse(model.Address.ToString()).ShouldBe(model.Address);
        KnownModels.All.Select(m => m.Name).ShouldBeUnique();
    }
}
