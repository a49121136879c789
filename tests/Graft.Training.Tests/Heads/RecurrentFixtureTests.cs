using System.Text.Json;
using Graft.Graphs;
using Graft.Inference;
using Graft.Tests;
using Graft.Training.Heads;

namespace Graft.Training.Tests.Heads;

public class RecurrentFixtureTests
{
    [SharedTheory("fixtures/training/bilstm.json"), InlineData("LSTM", Cell.Lstm), InlineData("GRU", Cell.Gru), InlineData("RNN", Cell.Rnn)]
    public void Build_ReferenceWeights_GivesTheReferenceOutputsInOnnxRuntime(string kind, Cell cell)
    {
        JsonElement root = Fixture.Read("bilstm"), c = root.GetProperty("cases").EnumerateArray().Single(e => e.GetProperty("kind").GetString() == kind);
        Graph layers = Layers(new Recurrent(cell, Width: 4, Layers: 2), inputs: 3).With(Weights(c));
        using OnnxSession session = new(layers);
        TensorData found = session.Run(new Dictionary<string, TensorData> { ["features"] = HeadData.Floats(root.GetProperty("input")), ["attention_mask"] = Mask(root) })[0];
        HeadData.Doubles(found).ShouldEqual(c.GetProperty("outputs").Numbers(), 1e-5, kind);
    }

    internal static Graph Layers(Recurrent recurrent, long inputs)
    {
        HeadBuild build = new(outputs: 1, seed: 0, Graph.NewestOpset);
        Wire x = build.Builder.Input("features", ElementType.Float32, "batch", "sequence", inputs);
        build.Output("outputs", recurrent.Build(build, x, "head.0"));
        return build.ToGraph();
    }

    internal static IEnumerable<KeyValuePair<string, TensorData>> Weights(JsonElement c) => c.GetProperty("onnx_layers").EnumerateArray()
        .SelectMany((layer, i) => layer.EnumerateObject().Select(p => KeyValuePair.Create($"head.0.{i}.{p.Name}", HeadData.Floats(p.Value))));

    internal static TensorData Mask(JsonElement root)
    {
        int[] lengths = [.. root.GetProperty("lengths").EnumerateArray().Select(l => l.GetInt32())];
        return TensorData.Of([.. lengths.SelectMany(l => Enumerable.Range(0, lengths.Max()).Select(t => t < l ? 1L : 0L))], lengths.Length, lengths.Max());
    }
}
