using System.Text.Json;
using Graft.Architectures;
using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Tests;

namespace Graft.Cli.Tests.Conversion;

/// <summary>convert, run, inspect and models as their users meet them.</summary>
public sealed class ConvertAndRunTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public void Convert_ThenRunInBothEngines_GivesTheSameLogits()
    {
        SafetensorsWriter.Write(_home["mobilenet_v2.safetensors"], Drawn("mobilenet_v2").Initializers.Where(i => i.Value.Type.IsFloat()));
        SafetensorsWriter.Write(_home["in.safetensors"], new Dictionary<string, TensorData> { ["photo"] = SyntheticWeights.Tensor("input", [2, 3, 96, 96], 1, 0) });

        Graft("convert", "mobilenet_v2.safetensors", "timm.safetensors", "--scheme", "timm").ShouldContain("mobilenet_v2, safetensors, timm names (were torchvision)");
        Graft("convert", "timm.safetensors", "old.onnx", "--opset", "17").ShouldContain("opset 17");
        Graft("run", "timm.safetensors", "--inputs", "in.safetensors", "--outputs", "a.safetensors").ShouldContain("[2, 1000]");
        Graft("run", "timm.safetensors", "--inputs", "in.safetensors", "--outputs", "b.safetensors", "--engine", "libtorch");

        float[] a = Logits("a.safetensors"), b = Logits("b.safetensors");
        a.Length.ShouldBe(2000);
        float spread = a.Max() - a.Min();
        a.Zip(b).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan(1e-4f * spread);
        JsonElement found = JsonDocument.Parse(Graft("inspect", "old.onnx", "--json")).RootElement;
        found.GetProperty("network").GetProperty("name").GetString().ShouldBe("mobilenet_v2");
        found.GetProperty("graph").GetProperty("proposed_cut").GetString().ShouldBe("flatten");
    }

    [Fact]
    public void Models_NameSearchAndUnknown_AnswerAsDocumented()
    {
        JsonElement one = JsonDocument.Parse(Graft("models", "vgg16", "--json")).RootElement;
        one.GetProperty("parameters").GetInt64().ShouldBe(138_357_544);
        one.GetProperty("bytes").GetInt64().ShouldBe(553_430_176);
        Graft("models", "--search", "squeeze").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(3);
        Repository.Run("Graft.Cli.dll", _home.Path, "models", "resnet51").Error.ShouldContain("Did you mean 'resnet50'?");
    }

    private float[] Logits(string file) => Checkpoint.Open(_home[file]).Tensors["logits"].ToFloats();

    private static Graph Drawn(string name)
    {
        Graph declared = Architecture.Get(name).Build();
        return declared.With(declared.Initializers.Where(i => !i.Value.HasData)
            .Select(i => KeyValuePair.Create(i.Key, SyntheticWeights.Parameter(i.Key, i.Value.Shape, i.Value.Shape.Count == 1, gain: 1))));
    }

    private string Graft(params string[] arguments)
    {
        (int code, string output, string error) = Repository.Run("Graft.Cli.dll", _home.Path, arguments);
        code.ShouldBe(0, error);
        return output;
    }
}
