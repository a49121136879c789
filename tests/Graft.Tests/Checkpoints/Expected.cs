using System.Security.Cryptography;
using System.Text.Json;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Tests.Checkpoints;

/// <summary>What the fixtures say of a tensor.</summary>
internal sealed record ExpectedTensor(string Name, string Dtype, long[] Shape, string Sha256);

/// <summary>Reading expected.json files and comparing a checkpoint with them.</summary>
internal static class Expected
{
    public static JsonElement Json(string relative) => JsonDocument.Parse(File.ReadAllBytes(Shared.Path(relative))).RootElement;

    /// <summary>Names of the properties of a fixture's JSON, or nothing where shared is missing (theories then skip).</summary>
    public static IEnumerable<string> Names(string relative, params string[] path)
    {
        if (!Shared.Has(relative)) return [""];
        JsonElement json = Json(relative);
        foreach (string step in path) json = json.GetProperty(step);
        return json.EnumerateObject().Select(p => p.Name);
    }

    public static ExpectedTensor Tensor(string name, JsonElement json) => new(name, json.GetProperty("dtype").GetString()!,
        [.. json.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())], json.GetProperty("sha256").GetString()!);

    public static void ShouldHold(this Checkpoint checkpoint, IReadOnlyCollection<ExpectedTensor> expected)
    {
        checkpoint.Tensors.Keys.Order(StringComparer.Ordinal).ShouldBe(expected.Select(e => e.Name).Order(StringComparer.Ordinal));
        foreach (ExpectedTensor tensor in expected) Describe(tensor.Name, checkpoint.Tensors[tensor.Name]).ShouldBe(tensor with { Shape = [] }, tensor.Name);
        foreach (ExpectedTensor tensor in expected) checkpoint.Tensors[tensor.Name].Shape.ShouldBe(tensor.Shape, tensor.Name);
    }

    public static string Sha256(TensorData tensor) => Convert.ToHexStringLower(SHA256.HashData(tensor.Bytes.Span));

    private static ExpectedTensor Describe(string name, TensorData tensor) =>
        new(name, tensor.Type.ToString().ToLowerInvariant(), [], Sha256(tensor));
}
