using System.Text.Json;
using Graft.Architectures;
using Graft.Architectures.Text;
using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Inference;
using Xunit.Abstractions;

namespace Graft.Tests.Architectures.Text;

/// <summary>Every family of text encoders against transformers, with synthetic weights, and against the names of published checkpoints.</summary>
public class TextNetworkTests(ITestOutputHelper output)
{
    private const double Tolerance = 5e-5;      // of the standard deviation

    public static TheoryData<string> Networks =>
    [
        "AlbertModel", "BertForMaskedLM", "BertForSequenceClassification", "BertForTokenClassification", "BertModel", "DebertaV2Model",
        "DistilBertForSequenceClassification", "DistilBertModel", "ElectraModel", "RobertaForSequenceClassification", "RobertaModel",
    ];

    /// <summary>Published checkpoints, and the tensors of their files that belong to heads Graft does not build.</summary>
    public static TheoryData<string, string[]> Published => new()
    {
        { "albert-base-v2", [] }, { "all-MiniLM-L6-v2", [] }, { "all-mpnet-base-v2", [] }, { "deberta-v3-small", [] }, { "distilbert-base-uncased", [] },
        { "roberta-base", [] }, { "xlm-roberta-base", [] },
        { "bert-base-cased", ["bert.pooler.", "cls.seq_relationship."] }, { "bert-base-uncased", ["bert.pooler.", "cls.seq_relationship."] },
        { "bert-large-uncased", ["bert.pooler.", "cls.seq_relationship."] }, { "bert_uncased_L-2_H-128_A-2", ["bert.pooler.", "cls.seq_relationship."] },
        { "electra-small-discriminator", ["discriminator_predictions."] },
    };

    [SharedTheory("fixtures/architectures/hf"), MemberData(nameof(Networks))]
    public void Build_WithTheWeightsOfTheFile_GivesItsOutputsInOnnxRuntime(string name)
    {
        using TextFixture fixture = new($"fixtures/architectures/hf/{name}.json");
        LoadedWeights loaded = fixture.Load();
        GraphChecker.Check(loaded.Graph);
        loaded.Unused.ShouldBeEmpty();
        loaded.Graph.Initializers.Values.Where(t => t.Type.IsFloat()).Sum(t => t.Count).ShouldBe(fixture.Parameters);

        string[] stages = [.. loaded.Graph.Stages.Where(s => s.Name != "pooler").Select(s => s.Tensor)];
        Graph observed = loaded.Graph with { Outputs = [.. loaded.Graph.Outputs, .. stages.Except(loaded.Graph.Outputs.Select(o => o.Name)).Select(s => loaded.Graph.Find(s)!)] };
        using OnnxSession session = new(observed);
        Dictionary<string, TensorData> found = session.Outputs.Zip(session.Run(fixture.Inputs)).ToDictionary(p => p.First, p => p.Second);

        if (fixture.Root.TryGetProperty("logits", out JsonElement logits)) Check(name, "logits", fixture.Difference(found["logits"], logits));
        if (fixture.Root.TryGetProperty("pooler_output", out JsonElement pooled) && found.TryGetValue("pooler_output", out TensorData? pooler)) Check(name, "pooler_output", fixture.Difference(pooler, pooled));
        Check(name, "last_hidden_state", fixture.Difference(found[stages[^1]], fixture.Root.GetProperty("last_hidden_state")));
        if (fixture.Root.TryGetProperty("hidden_states", out JsonElement states))
            foreach ((string stage, JsonElement state) in stages.Zip(states.EnumerateArray())) Check(name, stage, fixture.Difference(found[stage], state));
    }

    [SharedTheory("fixtures/architectures/hf/published"), MemberData(nameof(Published))]
    public void Build_OfAPublishedConfiguration_HasItsNamesShapesAndCount(string name, string[] otherHeads)
    {
        using ArchitectureFixture fixture = new($"fixtures/architectures/hf/published/{name}.json");
        TextOptions options = new() { Head = fixture.Architecture.EndsWith("MaskedLM", StringComparison.Ordinal) || fixture.Architecture == "BertForPreTraining" ? TextHead.MaskedTokens : TextHead.None };
        TextConfig config = TextConfig.Read(fixture.Root.GetProperty("config"), name);
        Graph graph = TextArchitecture.Build(config, options);

        string prefix = fixture.State.Any(s => s.Name.StartsWith($"{TextArchitecture.Get(config.ModelType).Prefix}.", StringComparison.Ordinal)) ? "" : $"{TextArchitecture.Get(config.ModelType).Prefix}.";
        (string Name, long[] Shape)[] others = [.. fixture.State.Where(s => otherHeads.Any(h => s.Name.StartsWith(h, StringComparison.Ordinal)))];
        graph.Initializers.Where(i => !i.Value.HasData).Select(i => $"{i.Key} {TensorData.Describe(i.Value.Shape)}").Order(StringComparer.Ordinal)
            .ShouldBe(fixture.State.Except(others).Select(s => $"{prefix}{s.Name} {TensorData.Describe(s.Shape)}").Order(StringComparer.Ordinal));
        (Architecture.CountLearned(graph) + others.Sum(o => o.Shape.Aggregate(1L, (a, b) => a * b))).ShouldBe(fixture.Parameters);
    }

    [SharedFact("fixtures/architectures/hf")]
    public void Fill_OldNamesOfLayerNorm_AreAccepted()
    {
        using TextFixture fixture = new("fixtures/architectures/hf/BertModel.json");
        using ArchitectureFixture file = new("fixtures/architectures/hf/BertModel.json");
        Checkpoint today = file.Checkpoint();
        Checkpoint old = today with { Tensors = today.Tensors.ToDictionary(t => t.Key.Replace("LayerNorm.weight", "LayerNorm.gamma").Replace("LayerNorm.bias", "LayerNorm.beta"), t => t.Value) };

        TextWeights.Fill(fixture.Config, old, fixture.Options).Graph.Initializers["bert.embeddings.LayerNorm.weight"].ToFloats()
            .ShouldBe(today.Tensors["embeddings.LayerNorm.weight"].ToFloats());
    }

    [Fact]
    public void Get_UnknownModelType_SuggestsTheNearest() =>
        Should.Throw<UnknownNameException>(() => TextArchitecture.Get("robertta")).Message.ShouldContain("Did you mean 'roberta'?");

    [Fact]
    public void Read_VariantThatIsNotBuilt_IsRefusedByName()
    {
        using JsonDocument json = JsonDocument.Parse("""{"model_type":"bert","position_embedding_type":"relative_key"}""");
        Should.Throw<GraftException>(() => TextConfig.Read(json.RootElement, "config.json")).Message.ShouldContain("relative_key");
    }

    private void Check(string network, string what, double difference)
    {
        output.WriteLine(FormattableString.Invariant($"{network}, {what}: {difference:0.0e+0} of the standard deviation"));
        difference.ShouldBeLessThan(Tolerance, $"{network}, {what}");
    }
}
