using Graft.Architectures;
using Graft.Architectures.Text;
using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Inference;
using Graft.Text;
using Xunit.Abstractions;

namespace Graft.Tests.Architectures.Text;

/// <summary>bert_model.ckpt as Google publishes it, against transformers.</summary>
public class GoogleBertTests(ITestOutputHelper output)
{
    private const string Folder = "fixtures/bert-original", HuggingFace = "fixtures/architectures/hf/BertModel.json";

    [SharedFact(Folder)]
    public void Open_GooglesFolder_GivesTransformersHiddenStates()
    {
        using TextFixture fixture = new(HuggingFace);
        LoadedWeights loaded = TextWeights.Open(Shared.Path(Folder));
        using OnnxSession session = new(loaded.Graph, threads: 1);
        TensorData hidden = session.Run(fixture.Inputs)[0];
        double difference = fixture.Difference(hidden, fixture.Root.GetProperty("last_hidden_state"));
        output.WriteLine(FormattableString.Invariant($"largest difference {difference:0.0e+0} of the standard deviation"));
        difference.ShouldBeLessThan(2e-5);
    }

    [SharedFact(Folder)]
    public void Translate_EveryTensor_HasTransformersNameAndShape()
    {
        Checkpoint translated = GoogleBert.Translate(Checkpoint.Open(Shared.Path($"{Folder}/bert_model.ckpt")));
        foreach (System.Text.Json.JsonElement tensor in Graft.Tests.Checkpoints.Expected.Json($"{Folder}/expected.json").GetProperty("tensors").EnumerateArray())
        {
            string name = tensor.GetProperty("transformers").GetString()!;
            long[] shape = ArchitectureFixture.Longs(tensor.GetProperty("shape"));
            TensorData found = translated.Tensors.TryGetValue($"bert.{name}", out TensorData? inner) ? inner : translated.Tensors[name];
            found.Shape.ShouldBe(tensor.GetProperty("transposed").GetBoolean() ? shape.Reverse() : shape, name);
        }
    }

    [SharedFact(Folder)]
    public void Fill_MaskedTokens_GivesGooglesPredictions()
    {
        using TextFixture fixture = new(HuggingFace);
        string folder = Shared.Path(Folder);
        Graph graph = TextWeights.Fill(TextConfig.Open(folder), Checkpoint.Open(folder), new() { Head = TextHead.MaskedTokens }).Graph;
        using OnnxSession session = new(graph, threads: 1);
        System.Text.Json.JsonElement expected = Graft.Tests.Checkpoints.Expected.Json($"{Folder}/outputs.json");
        fixture.Difference(session.Run(fixture.Inputs)[0], expected.GetProperty("prediction_logits")).ShouldBeLessThan(2e-5);
    }

    [SharedFact(Folder)]
    public void Open_VocabularyAlone_IsATokenizer() => Tokenizer.Open(Shared.Path(Folder)).SpecialTokens.Keys.ShouldContain("[CLS]");

    [SharedFact(Folder)]
    public void Open_GooglesFolder_IsAnEmbedder()
    {
        using TextEmbedder embedder = TextEmbedder.Open(Shared.Path(Folder));
        embedder.Embed(["a"])[0].Length.ShouldBe(64);
    }
}
