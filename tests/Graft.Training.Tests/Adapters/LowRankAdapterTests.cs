using System.Text.Json;
using Graft.Architectures.Text;
using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Inference;
using Graft.Tests;
using Graft.Training.Adapters;
using Graft.Training.Policies;
using Graft.Training.Tests.Heads;

namespace Graft.Training.Tests.Adapters;

public class LowRankAdapterTests
{
    private const string Needs = "fixtures/lora";

    [SharedFact(Needs)]
    public void Merge_PeftAdapter_GivesTheReferenceLogits() => Logits(Adapter().Merge(Base())).ShouldEqual(Expected("logits_merged"), 2e-6, "merged");

    [SharedFact(Needs)]
    public void Attach_PeftAdapter_GivesTheReferenceLogitsAndLearns()
    {
        (Graph graph, Policy policy) = Adapter().Attach(Base());
        Logits(graph).ShouldEqual(Expected("logits_adapted"), 2e-6, "adapted");
        policy["bert.encoder.layer.1.attention.self.value.weight.lora_B"].RateFactor.ShouldBe(1);
        policy["classifier.weight"].RateFactor.ShouldBe(1);
        policy["bert.encoder.layer.1.attention.self.value.weight"].IsFrozen.ShouldBeTrue();
    }

    [SharedFact(Needs)]
    public void Open_BaseWithoutAdapter_GivesItsOwnLogits() => Logits(Base()).ShouldEqual(Expected("logits_base"), 2e-6, "base");

    [SharedFact(Needs)]
    public void Save_ThenOpen_IsTheSameAdapterUnderPeftsNames()
    {
        Graph graph = Base();
        LowRankAdapter published = Adapter();
        AdapterFit fit = AdapterFit.Of(published, graph);
        Dictionary<string, TensorData> trained = fit.Factors.Concat(fit.Whole).ToDictionary(p => p.Key, p => p.Value);
        LowRankAdapter ours = LowRankAdapter.Of(graph, fit.Policy, trained, "../base");
        string folder = Directory.CreateTempSubdirectory("graft-adapter").FullName;
        ours.Save(folder);

        Checkpoint theirs = Checkpoint.Open(Shared.Path("fixtures/lora/adapter/adapter_model.safetensors")), saved = Checkpoint.Open(Path.Combine(folder, "adapter_model.safetensors"));
        saved.Tensors.Keys.Order(StringComparer.Ordinal).ShouldBe(theirs.Tensors.Keys.Order(StringComparer.Ordinal));
        foreach ((string name, TensorData tensor) in theirs.Tensors) saved.Tensors[name].ToFloats().ShouldBe(tensor.ToFloats(), name);
        AdapterConfig config = LowRankAdapter.Open(folder).Config;
        (config.Rank, config.Alpha).ShouldBe((4, 8));
        config.Targets.Names.ShouldBe(["query", "value"]);
        config.ModulesToSave.ShouldBe(["classifier"]);
        Logits(LowRankAdapter.Open(folder).Merge(graph)).ShouldEqual(Expected("logits_merged"), 2e-6, "saved and merged");
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("""{"peft_type":"LORA","use_dora":true}""", "use_dora")]
    [InlineData("""{"peft_type":"LORA","layer_replication":[[0,4]]}""", "layer_replication")]
    [InlineData("""{"peft_type":"IA3"}""", "peft_type")]
    public void Open_AnotherComputation_IsRefusedByName(string json, string named)
    {
        string folder = Directory.CreateTempSubdirectory("graft-adapter").FullName;
        File.WriteAllText(Path.Combine(folder, AdapterConfig.FileName), json);
        Should.Throw<GraftException>(() => AdapterConfig.Open(folder)).Message.ShouldContain(named);
        Directory.Delete(folder, recursive: true);
    }

    [SharedFact(Needs)]
    public void Merge_IntoAnotherNetwork_TellsAllThatDoesNotFit()
    {
        Graph other = new GraphBuilder("other") is var g ? g.ToGraph(("y", g.Input("x", ElementType.Float32, "batch", 3).Linear("classifier", 2))) : null!;
        string message = Should.Throw<GraftException>(() => Adapter().Merge(other)).Message;
        message.ShouldContain("there is no 'bert.encoder.layer.0.attention.self.query.weight'");
        message.ShouldContain("'classifier.weight' is Float32 [2, 3]");
    }

    [Fact]
    public void Merge_AdapterOfAnEmbedding_AddsItsTransposedProduct()
    {
        GraphBuilder g = new("words");
        Graph graph = g.ToGraph(("y", g.Input("ids", ElementType.Int64, "batch", "sequence").Embedding("words", 3, 2))).With([KeyValuePair.Create("words.weight", TensorData.Of(new float[6], 3, 2))]);
        LowRankFactors factors = new(TensorData.Of(new float[] { 1, 2, 3 }, 1, 3), TensorData.Of(new float[] { 1, -1 }, 2, 1), Scaling: 2);
        new LowRankAdapter(new(), new Dictionary<string, LowRankFactors> { ["words.weight"] = factors }, new Dictionary<string, TensorData>()).Merge(graph)
            .Initializers["words.weight"].ToFloats().ShouldBe([2, -2, 4, -4, 6, -6]);
    }

    [Fact]
    public void Matches_EndsOfNamesOrAnExpression_AsPeftDoes()
    {
        new ModulePattern(["query"]).Matches("a.query").ShouldBeTrue();
        new ModulePattern(["query"]).Matches("a.subquery").ShouldBeFalse();
        new ModulePattern([], @".*layer\.0\..*value").Matches("x.layer.0.y.value").ShouldBeTrue();
        new ModulePattern([], "value").Matches("x.value").ShouldBeFalse();
        new AdapterConfig { Alpha = 8, RankStabilised = true, AlphaPattern = new Dictionary<string, double> { ["layer.0.query"] = 16 } }.Scaling("x.layer.0.query", 16).ShouldBe(4);
    }

    private static LowRankAdapter Adapter() => LowRankAdapter.Open(Shared.Path("fixtures/lora/adapter"));

    private static Graph Base() => TextWeights.Open(Shared.Path("fixtures/lora/base"), new() { Head = TextHead.Sequence, Labels = 3 }).Graph;

    private static double[] Expected(string name)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Shared.Path("fixtures/lora/expected.json")));
        return [.. json.RootElement.GetProperty(name).EnumerateArray().SelectMany(r => r.EnumerateArray()).Select(v => v.GetDouble())];
    }

    private static double[] Logits(Graph graph)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Shared.Path("fixtures/lora/expected.json")));
        using OnnxSession session = new(graph);
        return HeadData.Doubles(session.Run(session.Inputs.ToDictionary(i => i, i => Longs(json.RootElement.GetProperty(i))))[0]);
    }

    private static TensorData Longs(JsonElement rows)
    {
        long[][] values = [.. rows.EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetInt64()).ToArray())];
        return TensorData.Of([.. values.SelectMany(v => v)], values.Length, values[0].Length);
    }
}
