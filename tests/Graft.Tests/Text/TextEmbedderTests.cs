using System.Numerics.Tensors;
using System.Text.Json;
using Graft.Architectures.Text;
using Graft.Graphs;
using Graft.Inference;
using Graft.Text;

namespace Graft.Tests.Text;

public class TextEmbedderTests
{
    private const string Folder = "models/all-MiniLM-L6-v2";

    [SharedFact(Folder)]
    public void Embed_MiniLM_EqualsSentenceTransformers()
    {
        using TextEmbedder embedder = TextEmbedder.Open(Shared.Path(Folder));
        JsonElement[] sentences = [.. Expected.GetProperty("sentences").EnumerateArray()];
        float[][] found = embedder.Embed(sentences.Select(s => s.GetProperty("text").GetString()!));

        embedder.Width.ShouldBe(384);
        for (int i = 0; i < found.Length; i++)
        {
            float[] expected = ArchitectureFixture.Floats(sentences[i].GetProperty("embedding"));
            found[i].Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f, sentences[i].GetProperty("text").GetString());
            TensorPrimitives.CosineSimilarity(found[i], expected).ShouldBeGreaterThan(0.9999f);
        }
    }

    [SharedFact(Folder)]
    public void Encode_MiniLM_GivesTheReferencesIds()
    {
        Tokenizer tokenizer = Tokenizer.Open(Shared.Path(Folder));
        foreach (JsonElement sentence in Expected.GetProperty("sentences").EnumerateArray().Concat(Expected.GetProperty("tokenizer").GetProperty("cases").EnumerateArray()))
            tokenizer.Encode(sentence.GetProperty("text").GetString()!, null, null).Ids.Select(i => (long)i).ShouldBe(ArchitectureFixture.Longs(sentence.GetProperty("input_ids")));
    }

    [SharedFact(Folder)]
    public void HiddenStates_MiniLM_EqualTransformers()
    {
        Tokenizer tokenizer = Tokenizer.Open(Shared.Path(Folder));
        Graph graph = TextWeights.Open(Shared.Path(Folder)).Graph;
        using OnnxSession session = new(graph with { Outputs = [.. graph.Stages.Where(s => s.Name != "pooler").Select(s => graph.Find(s.Tensor)!)] });
        JsonElement first = Expected.GetProperty("sentences").EnumerateArray().First(s => s.TryGetProperty("cls_hidden_states", out _));
        IReadOnlyList<TensorData> found = session.Run(TextInputs.Of([tokenizer.Encode(first.GetProperty("text").GetString()!, null, null)], 0));

        JsonElement[] expected = [.. first.GetProperty("cls_hidden_states").EnumerateArray()];
        found.Count.ShouldBe(expected.Length);
        for (int i = 0; i < expected.Length; i++)
            found[i].ToFloats()[..384].Zip(ArchitectureFixture.Floats(expected[i]), (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(2e-5f);
    }

    [SharedFact(Folder)]
    public void Embed_InAnyBatch_GivesTheSameVectors()
    {
        string[] texts = ["short", "a text that is somewhat longer than the others are", "two words", "", string.Concat(Enumerable.Repeat("very long ", 300))];
        using TextEmbedder together = TextEmbedder.Open(Shared.Path(Folder)), alone = TextEmbedder.Open(Shared.Path(Folder), new() { TokensPerBatch = 1, TextsAtOnce = 1 });
        float[][] expected = alone.Embed(texts), found = together.Embed(texts);

        for (int i = 0; i < texts.Length; i++) found[i].Zip(expected[i], (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f);
        together.CutTexts.ShouldBe(1);
    }

    [SharedFact(Folder)]
    public void Append_OtherPoolings_GiveWhatTheirDefinitionSays()
    {
        Graph graph = TextWeights.Open(Shared.Path(Folder), new() { Pooler = false }).Graph;
        IReadOnlyDictionary<string, TensorData> inputs = TextInputs.Of([.. new[] { "one text", "and a longer one" }.Select(t => Tokenizer.Open(Shared.Path(Folder)).Encode(t, null, null))], 0);
        string before = graph.Stages.Single(s => s.Name == "layer.4").Tensor;
        using OnnxSession states = new(graph with { Outputs = [graph.Find(before)!, graph.Find("last_hidden_state")!] });
        TensorData[] hidden = [.. states.Run(inputs)];
        int[] lengths = [4, 6];

        Check(new() { Layers = [-2] }, (row, d) => Enumerable.Range(0, lengths[row]).Average(t => At(hidden[0], row, t, d)));
        Check(new() { Kind = PoolingKind.First }, (row, d) => At(hidden[1], row, 0, d));
        Check(new() { Kind = PoolingKind.Max }, (row, d) => Enumerable.Range(0, lengths[row]).Max(t => At(hidden[1], row, t, d)));
        Check(new() { Kind = PoolingKind.First, Layers = [-2, -1] }, (row, d) => At(hidden[d / 384], row, 0, d % 384));

        void Check(Pooling pooling, Func<int, int, double> expected)
        {
            using OnnxSession session = new(pooling.Append(graph));
            TensorData found = session.Run(inputs)[0];
            int width = (int)found.Shape[1];
            width.ShouldBe(384 * pooling.Layers.Count);
            float[] values = found.ToFloats();
            for (int i = 0; i < values.Length; i++) ((double)values[i]).ShouldBe(expected(i / width, i % width), 1e-5);
        }

        static double At(TensorData states, int row, int token, int d) => states.Span<float>()[(int)((row * states.Shape[1] + token) * states.Shape[2]) + d];
    }

    [Fact]
    public void Plan_OfLengths_KeepsTheBudgetAndEveryExample()
    {
        int[] lengths = [3, 100, 7, 7, 50, 1, 2, 8];
        IReadOnlyList<int[]> batches = TokenBatches.Plan(lengths, 24);

        batches.SelectMany(b => b).Order().ShouldBe(Enumerable.Range(0, lengths.Length));
        batches.ShouldAllBe(b => b.Length == 1 || b.Length * b.Max(i => lengths[i]) <= 24);
        batches[0].ShouldBe([1]);
    }

    private static JsonElement Expected => JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"{Folder}/expected.json"))).RootElement;
}
