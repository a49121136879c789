using System.Text.Json;
using Graft.Graphs;
using Graft.Inference;
using Graft.Tests;
using Graft.Training.Execution;
using Graft.Training.Heads;
using Graft.Training.Losses;
using Graft.Training.Optimizers;
using Graft.Training.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Heads;

/// <summary>Heads in libtorch: the same numbers as in ONNX Runtime, gradients for every parameter, and learning.</summary>
public class HeadTrainingTests
{
    public static TheoryData<string> Names => [.. HeadNames.All];

    [Theory, MemberData(nameof(Names))]
    public void Run_EveryHead_EqualsOnnxRuntime(string name)
    {
        Graph model = Model(name);
        Dictionary<string, TensorData> inputs = Inputs();
        using OnnxSession session = new(model);
        Dictionary<string, TensorData> expected = session.Outputs.Zip(session.Run(inputs)).ToDictionary(p => p.First, p => p.Second);

        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(model);
        using var still = no_grad();
        IReadOnlyDictionary<string, Tensor> found = executor.Run(inputs.ToDictionary(i => i.Key, i => TensorMemory.Copy(i.Value)), ExecutionMode.Inference);
        foreach ((string output, TensorData values) in expected)
            HeadData.Doubles(TensorMemory.ToData(found[output], values.Type)).ShouldEqual(HeadData.Doubles(values), 1e-5, output);
    }

    [Theory, MemberData(nameof(Names))]
    public void Run_EveryHeadInTraining_GivesItsParametersGradients(string name)
    {
        Graph model = Model(name);
        string[] learned = [.. new PolicyBuilder(model).Head().Learning];
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(model, new() { Trainable = learned.ToHashSet() });
        Loss(executor, name).backward();
        executor.Parameters.Where(p => p.Value.grad is not { } gradient || gradient.abs().sum().item<float>() == 0).Select(p => p.Key).ShouldBeEmpty();
    }

    [Fact]
    public void Learn_BiLstmWithCrf_FindsTheTagsOfASmallBatch()
    {
        Graph model = Model("bilstm-crf");
        using GraphExecutor executor = new(model, new() { Trainable = new PolicyBuilder(model).Head().Learning.ToHashSet() });
        using Optimizer optimizer = new(OptimizerNames.Get("adam"));
        optimizer.Learn([.. executor.Parameters.Select(p => new Trainable(p.Key, p.Value))]);
        for (int step = 0; step < 60; step++)
        {
            using DisposeScope scope = NewDisposeScope();
            optimizer.ZeroGradients();
            Loss(executor, "bilstm-crf").backward();
            optimizer.Step(0.05);
        }
        using OnnxSession session = new(executor.ToGraph());
        long[] tags = session.Run(Inputs())[session.Outputs.ToList().IndexOf("tags")].ToLongs();
        tags.ShouldBe(Targets.Select(t => t == CrossEntropy.Ignored ? -1 : t));
    }

    [SharedTheory("fixtures/training/bilstm.json"), InlineData("LSTM", Cell.Lstm), InlineData("GRU", Cell.Gru), InlineData("RNN", Cell.Rnn)]
    public void Build_ReferenceWeights_GivesTheReferenceOutputsInLibtorch(string kind, Cell cell)
    {
        JsonElement root = Fixture.Read("bilstm"), c = root.GetProperty("cases").EnumerateArray().Single(e => e.GetProperty("kind").GetString() == kind);
        Graph layers = RecurrentFixtureTests.Layers(new Recurrent(cell, Width: 4, Layers: 2), inputs: 3).With(RecurrentFixtureTests.Weights(c));
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(layers, new() { Trainable = GraphParameters.Of(layers).Select(p => p.Name).ToHashSet() });
        Tensor found = executor.Run(new Dictionary<string, Tensor> { ["features"] = TensorMemory.Copy(HeadData.Floats(root.GetProperty("input"))), ["attention_mask"] = TensorMemory.Copy(RecurrentFixtureTests.Mask(root)) }, ExecutionMode.Training)["outputs"];
        found.ShouldEqual(c.GetProperty("outputs"), 1e-5, kind);

        (found * linspace(-1, 1, found.numel(), ScalarType.Float32).reshape(found.shape)).sum().backward();
        // Biases are not reordered by their sum, and torch's gates are the reference's: the sum over gates agrees whatever their order.
        foreach ((int layer, int direction, string suffix) in new[] { (0, 1, "l0_reverse"), (1, 0, "l1") })
            if (c.GetProperty("gradients").TryGetProperty($"weight_hh_{suffix}", out JsonElement expected))
                executor.Parameters[$"head.0.{layer}.R"].grad![direction].sum().item<float>().ShouldBe((float)expected.Numbers().Sum(), 1e-4f, suffix);
    }

    private static long[] Targets => [CrossEntropy.Ignored, 1, 2, 0, CrossEntropy.Ignored, 2, 0, CrossEntropy.Ignored];

    private static Tensor Loss(GraphExecutor executor, string name)
    {
        Tensor logits = executor.Run(Inputs().ToDictionary(i => i.Key, i => TensorMemory.Copy(i.Value)), ExecutionMode.Training, ["logits"])["logits"];
        if (!name.EndsWith("crf", StringComparison.Ordinal)) return logits.square().sum();
        return new ConditionalRandomField().Of(new([logits], new Dictionary<string, Tensor> { ["target"] = tensor(Targets, 2, 4) }, executor.Parameters)).Mean;
    }

    internal static Graph Model(string name) => HeadNames.Create(name, new() { Width = 8, Dropout = 0 }).Append(HeadTests.Encoder(), outputs: 3, seed: 1);

    internal static Dictionary<string, TensorData> Inputs()
    {
        long[] ids = [1, 7, 3, 9, 2, 8, 4, 0], mask = [1, 1, 1, 1, 1, 1, 1, 0];
        long[] characters = [.. ids.SelectMany(i => new[] { i, i == 0 ? 0 : 200, 0, 0 })];
        return new()
        {
            ["input_ids"] = TensorData.Of(ids, 2, 4), ["attention_mask"] = TensorData.Of(mask, 2, 4), ["character_ids"] = TensorData.Of(characters, 2, 4, 4),
            ["tag_mask"] = TensorData.Of([.. Targets.Select(t => t == CrossEntropy.Ignored ? 0L : 1L)], 2, 4),
        };
    }
}
