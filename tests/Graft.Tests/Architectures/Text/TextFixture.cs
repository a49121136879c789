using System.Text.Json;
using Graft.Architectures;
using Graft.Architectures.Text;
using Graft.Graphs;

namespace Graft.Tests.Architectures.Text;

/// <summary>A text network of transformers with synthetic weights: inputs and outputs.</summary>
internal sealed class TextFixture(string relative) : IDisposable
{
    private readonly ArchitectureFixture _fixture = new(relative);

    public JsonElement Root => _fixture.Root;
    public long Parameters => _fixture.Parameters;
    public TextConfig Config => TextConfig.Read(Root.GetProperty("config"), relative);

    public TextOptions Options => new()
    {
        Head = _fixture.Architecture switch
        {
            string a when a.EndsWith("ForSequenceClassification", StringComparison.Ordinal) => TextHead.Sequence,
            string a when a.EndsWith("ForTokenClassification", StringComparison.Ordinal) => TextHead.Tokens,
            string a when a.EndsWith("ForMaskedLM", StringComparison.Ordinal) => TextHead.MaskedTokens,
            _ => TextHead.None,
        },
        Pooler = Root.TryGetProperty("pooler_output", out _),
    };

    public LoadedWeights Load() => TextWeights.Fill(Config, _fixture.Checkpoint(), Options);

    public Dictionary<string, TensorData> Inputs => new[] { "input_ids", "attention_mask", "token_type_ids" }
        .Where(name => Root.TryGetProperty(name, out _)).ToDictionary(name => name, name => Batch(Root.GetProperty(name)));

    /// <summary>Largest difference from the fixture at unpadded positions, in standard deviations of what is expected there.</summary>
    public double Difference(TensorData found, JsonElement expected)
    {
        long[] mask = Inputs["attention_mask"].ToLongs();
        float[] wanted = Flat(expected), actual = found.ToFloats();
        actual.Length.ShouldBe(wanted.Length);
        int width = wanted.Length / (found.Shape.Count == 3 ? mask.Length : 1);
        bool[] counts = [.. Enumerable.Range(0, wanted.Length).Select(i => found.Shape.Count < 3 || mask[i / width] == 1)];
        return ArchitectureFixture.Difference(actual.Where((_, i) => counts[i]).ToArray(), [.. wanted.Where((_, i) => counts[i])]);
    }

    public void Dispose() => _fixture.Dispose();

    private static TensorData Batch(JsonElement rows)
    {
        long[][] values = [.. rows.EnumerateArray().Select(ArchitectureFixture.Longs)];
        return TensorData.Of(values.SelectMany(v => v).ToArray(), values.Length, values[0].Length);
    }

    private static float[] Flat(JsonElement array) => array.ValueKind == JsonValueKind.Array ? [.. array.EnumerateArray().SelectMany(Flat)] : [array.GetSingle()];
}
