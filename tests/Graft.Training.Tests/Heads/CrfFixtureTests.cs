using System.Text.Json;
using Graft.Graphs;
using Graft.Inference;
using Graft.Tests;
using Graft.Training.Heads;
using Graft.Training.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Heads;

public class CrfFixtureTests
{
    private static readonly string[] Learned = ["emissions", "start_transitions", "end_transitions", "transitions"];

    public static TheoryData<string> Cases => Fixture.Names("crf", "cases");

    [SharedTheory("fixtures/training/crf.json"), MemberData(nameof(Cases))]
    public void LogLikelihood_ReferenceCase_GivesTheSameValuesAndGradients(string name)
    {
        JsonElement c = Fixture.Read("crf").GetProperty("cases").Case(name);
        Check(c, ScalarType.Float64, 1e-9);
        Check(c, ScalarType.Float32, 1e-4);
    }

    [SharedTheory("fixtures/training/crf.json"), MemberData(nameof(Cases))]
    public void Of_ReferenceCase_IsMinusTheMean(string name)
    {
        JsonElement c = Fixture.Read("crf").GetProperty("cases").Case(name), expected = c.GetProperty("log_likelihood");
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> x = Inputs(c, ScalarType.Float64);
        LossInputs batch = new([x["emissions"]], new Dictionary<string, Tensor> { ["target"] = Tags(c) }, Learned.Skip(1).ToDictionary(p => $"head.crf.{p}", p => x[p]));
        (-new ConditionalRandomField().Of(batch).Mean.item<double>()).ShouldBe(expected.GetProperty("mean").Number(), 1e-9);
        LossValue byToken = new ConditionalRandomField { Mean = CrfMean.Tokens }.Of(batch);
        (-byToken.Mean.item<double>()).ShouldBe(expected.GetProperty("token_mean").Number(), 1e-9);
        byToken.Weight.ShouldBe(c.GetProperty("lengths").EnumerateArray().Sum(l => l.GetInt32()));
    }

    [SharedTheory("fixtures/training/crf.json"), MemberData(nameof(Cases))]
    public void Build_ReferenceParameters_DecodesTheReferencePathsInOnnxRuntime(string name)
    {
        JsonElement c = Fixture.Read("crf").GetProperty("cases").Case(name), p = c.GetProperty("parameters");
        Graph graph = Decoder(p.GetProperty("start_transitions").Numbers().Length)
            .With(Learned.Skip(1).Select(l => KeyValuePair.Create($"head.crf.{l}", HeadData.Floats(p.GetProperty(l)))));
        using OnnxSession session = new(graph);
        IReadOnlyList<TensorData> found = session.Run(new Dictionary<string, TensorData> { ["features"] = HeadData.Floats(p.GetProperty("emissions")), ["tag_mask"] = HeadData.Longs(c.GetProperty("mask")) });

        long[] tags = found[session.Outputs.ToList().IndexOf("tags")].ToLongs();
        int length = tags.Length / c.GetProperty("lengths").GetArrayLength();
        long[][] expected = [.. c.GetProperty("viterbi").EnumerateArray().Select(v => v.EnumerateArray().Select(t => t.GetInt64()).ToArray())];
        tags.Chunk(length).ShouldBe(expected.Select(v => (long[])[.. v, .. Enumerable.Repeat(-1L, length - v.Length)]));
        HeadData.Doubles(found[session.Outputs.ToList().IndexOf("tag_score")]).ShouldEqual(c.GetProperty("viterbi_score").Numbers(), 1e-4, "score");
    }

    [Fact]
    public void Decode_TokensWithoutTagsBetween_GivesThePathOfTheOthersAlone()
    {
        float[] emissions = [9, 0, 0, 1, 0, 9, 2, 0, 0, 3];                        // (1, 5, 2): tokens 0 and 2 carry no tag
        using OnnxSession session = new(Decoder(2).With([KeyValuePair.Create("head.crf.transitions", TensorData.Of(new float[] { 0, -5, -5, 0 }, 2, 2)),
            KeyValuePair.Create("head.crf.start_transitions", TensorData.Of(new float[] { 0, 0 }, 2)), KeyValuePair.Create("head.crf.end_transitions", TensorData.Of(new float[] { 0, 0 }, 2))]));
        TensorData tags = session.Run(new Dictionary<string, TensorData> { ["features"] = TensorData.Of(emissions, 1, 5, 2), ["tag_mask"] = TensorData.Of(new long[] { 0, 1, 0, 1, 1 }, 1, 5) })[session.Outputs.ToList().IndexOf("tags")];
        tags.ToLongs().ShouldBe([-1, 1, -1, 1, 1]);
    }

    [Fact]
    public void LogLikelihood_TokensWithoutTagsBetween_IsThatOfTheOthersAlone()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor emissions = tensor(new double[] { 9, 0, 0, 1, 0, 9, 2, 0, 0, 3 }, 1, 5, 2), transitions = tensor(new[] { 0.5, -1, 0.25, 0 }, 2, 2), ends = tensor(new[] { 0.1, 0.2 });
        Tensor with = ConditionalRandomField.LogLikelihood(emissions, tensor(new long[] { -100, 1, -100, 0, 1 }, 1, 5), ends, ends, transitions);
        Tensor alone = ConditionalRandomField.LogLikelihood(emissions[.., TensorIndex.Tensor(tensor(new long[] { 1, 3, 4 }))], tensor(new long[] { 1, 0, 1 }, 1, 3), ends, ends, transitions);
        with.item<double>().ShouldBe(alone.item<double>(), 1e-12);
    }

    [Fact]
    public void LogLikelihood_TextWithoutTags_CountsNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor ends = tensor(new[] { 0.1, 0.2 });
        ConditionalRandomField.LogLikelihood(ones(1, 3, 2, ScalarType.Float64), tensor(new long[] { -100, -100, -100 }, 1, 3), ends, ends, ones(2, 2, ScalarType.Float64)).item<double>().ShouldBe(0);
    }

    private static void Check(JsonElement c, ScalarType type, double tolerance)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> x = Inputs(c, type);
        foreach (Tensor input in x.Values) input.requires_grad_(true);
        Tensor found = ConditionalRandomField.LogLikelihood(x["emissions"], Tags(c), x["start_transitions"], x["end_transitions"], x["transitions"]);
        found.ShouldEqual(c.GetProperty("log_likelihood").GetProperty("none"), tolerance, "log-likelihood");
        found.mean().backward();
        foreach (string name in Learned) x[name].grad!.ShouldEqual(c.GetProperty("gradients").GetProperty("mean").GetProperty(name), tolerance, $"gradient of {name}");
    }

    private static Dictionary<string, Tensor> Inputs(JsonElement c, ScalarType type) => Learned.ToDictionary(n => n, n => c.GetProperty("parameters").GetProperty(n).Tensor(type));

    private static Tensor Tags(JsonElement c)
    {
        double[] mask = c.GetProperty("mask").Numbers();
        return tensor(c.GetProperty("tags").Numbers().Select((t, i) => mask[i] > 0 ? (long)t : CrossEntropy.Ignored).ToArray(), c.GetProperty("tags").Shape());
    }

    private static Graph Decoder(int tags)
    {
        HeadBuild build = new(tags, seed: 0, Graph.NewestOpset);
        new Crf().Build(build, build.Builder.Input("features", ElementType.Float32, "batch", "sequence", tags), "head.0");
        return build.ToGraph();
    }
}
