using System.Text;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Tests.Checkpoints;

public class SafetensorsWriterTests
{
    [SharedTheory("fixtures/safetensors"), InlineData("dtypes.safetensors"), InlineData("empty.safetensors"), InlineData("unaligned.safetensors")]
    public void Write_WhatWasRead_ReadsBackEqual(string file)
    {
        using TemporaryFolder folder = new();
        Checkpoint original = SafetensorsReader.Open(Shared.Path($"fixtures/safetensors/{file}"));
        SafetensorsWriter.Write(folder.Path(file), original.Tensors, original.Metadata);
        SafetensorsReader.Open(folder.Path(file)).ShouldHold(
            [.. original.Tensors.Select(t => new ExpectedTensor(t.Key, t.Value.Type.ToString().ToLowerInvariant(), [.. t.Value.Shape], Expected.Sha256(t.Value)))]);
    }

    [Fact]
    public void Write_Anything_SortsAlignsAndNamesTheFormat()
    {
        using TemporaryFolder folder = new();
        string path = folder.Path("x.safetensors");
        SafetensorsWriter.Write(path, Tensors(("b", TensorData.Of<byte>([1], 1)), ("z", TensorData.Of([1f], 1)), ("a", TensorData.Of([2f], 1))));
        string text = Encoding.Latin1.GetString(File.ReadAllBytes(path));
        text.ShouldContain("""{"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"z":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},"b":""");
        (text.IndexOf("\0\0\0\x40", 8, StringComparison.Ordinal) % 8).ShouldBe(0);
        Directory.GetFiles(folder.Root).Length.ShouldBe(1);
    }

    [Fact]
    public void Write_TensorUnderTwoNames_StoresItOnceAndReadsBoth()
    {
        using TemporaryFolder folder = new();
        string path = folder.Path("x.safetensors");
        TensorData tensor = TensorData.Of(new float[1000], 1000);
        SafetensorsWriter.Write(path, Tensors(("decoder.weight", tensor), ("embedding.weight", tensor)));
        new FileInfo(path).Length.ShouldBeLessThan(5000);
        SafetensorsReader.Open(path).Tensors.Keys.ShouldBe(["decoder.weight", "embedding.weight"], ignoreOrder: true);
    }

    [Fact]
    public void Write_ParameterWithoutValues_FailsAndLeavesNoFile()
    {
        using TemporaryFolder folder = new();
        Should.Throw<GraftException>(() => SafetensorsWriter.Write(folder.Path("x"), Tensors(("a", TensorData.Declared(ElementType.Float32, 1)))));
        Directory.GetFiles(folder.Root).ShouldBeEmpty();
    }

    [Fact]
    public void Write_IntoMissingFolder_SaysSo() =>
        Should.Throw<GraftException>(() => SafetensorsWriter.Write("/no/such/folder/x", Tensors())).Message.ShouldContain("can't be written");

    private static Dictionary<string, TensorData> Tensors(params (string Name, TensorData Tensor)[] tensors) => tensors.ToDictionary(t => t.Name, t => t.Tensor);
}
