using Graft.Graphs;
using Graft.Inference;
using Graft.Training.Averaging;
using Graft.Training.Loop;
using Graft.Training.Optimizers;
using Graft.Training.Policies;

namespace Graft.Training.Tests.Loop;

public class FineTuningTests
{
    private static readonly SmallTask Task = new();
    private static readonly TrainingOptions Options = new() { Epochs = 3, BatchSize = 8, Rate = 1e-2, Optimizer = "sgd", Schedule = "linear", AverageDecay = 0 };

    [Theory]
    [InlineData("layer1")]
    [InlineData("layer2")]
    public void Run_OnFeaturesOfTheTrunk_LearnsWhatTheUncutGraphLearns(string stage)
    {
        Plan plan = Freezing(stage);
        Graph cut = Run(plan, Task.Data).Model;
        using Optimizer optimizer = new(new Sgd());
        using WeightAverage average = new();
        using PhaseRun uncut = new(Task.Model, plan.Phases[0], Task.Pixels(Task.Model), Task.Objective, Options, optimizer, average);
        for (int epoch = 0; epoch < 3; epoch++) uncut.Train(epoch, epoch, 1, default);
        foreach ((string name, TensorData learned) in uncut.Weights.ToData())
            cut.Initializers[name].ToFloats().Zip(learned.ToFloats()).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan(1e-5f, name);
    }

    [Fact]
    public void Run_FrozenTensors_AreTheVeryObjectsThatWentIn()
    {
        Plan plan = Freezing("layer2");
        FineTuned tuned = Run(plan, Task.Data);
        HashSet<string> learning = [.. plan.Phases[0].Policy.Learning];
        foreach ((string name, TensorData data) in Task.Model.Initializers.Where(i => !learning.Contains(i.Key))) tuned.Model.Initializers[name].ShouldBeSameAs(data, name);
        learning.ShouldContain(n => !tuned.Model.Initializers[n].ToFloats().SequenceEqual(Task.Model.Initializers[n].ToFloats()));
    }

    [Fact]
    public void Run_StatisticsReestimated_AreThoseOfTheTrainingExamples()
    {
        Node norm = Task.Model.Nodes.First(n => n.OpType == "BatchNormalization");
        Plan plan = Plan.Of(new PolicyOptions { Policy = "full", Statistics = NormStatistics.Reestimated }, Task.Model, Options with { Epochs = 1 });

        Graph tuned = Run(plan, (whole, _) => Task.Pixels(whole)).Model;

        using OnnxSession session = new(tuned.Between([tuned.Inputs[0].Name], [norm.Inputs[0]]), 1);
        ArraySource source = Task.Source(tuned, [tuned.Inputs[0].Name]);
        using TorchSharp.DisposeScope scope = TorchSharp.torch.NewDisposeScope();
        TensorData entering = session.Run(new Dictionary<string, TensorData> { [tuned.Inputs[0].Name] = Graft.Training.Execution.TensorMemory.ToData(source.Load([.. Enumerable.Range(0, SmallTask.Count)], 0).Inputs.Values.Single(), ElementType.Float32) })[0];
        int channels = (int)entering.Shape[1], plane = (int)(entering.Shape[2] * entering.Shape[3]);
        float[] values = entering.ToFloats(), means = tuned.Initializers[norm.Inputs[3]].ToFloats();
        for (int c = 0; c < channels; c++)
            means[c].ShouldBe(values.Where((_, i) => i / plane % channels == c).Average(), 1e-3f);
    }

    [Fact]
    public void Run_LossFalls()
    {
        IReadOnlyList<EpochReport> history = Run(Freezing("layer2"), Task.Data).History;
        history[^1].TrainLoss.ShouldBeLessThan(history[0].TrainLoss);
        history.ShouldAllBe(e => e.Validation != null);
    }

    [Theory]
    [InlineData("sgd", 0.0)]
    [InlineData("adamw", 0.99)]
    public void Run_StoppedAfterAnEpochAndResumed_EndsWithTheSameBytes(string optimizer, double average)
    {
        TrainingOptions options = Options with { Optimizer = optimizer, AverageDecay = average };
        Plan plan = new([.. Freezing("layer2").Phases, .. Freezing("layer1").Phases]);
        FineTuned whole = Run(plan, Task.Data, options: options);
        string folder = Directory.CreateTempSubdirectory("graft").FullName;
        try
        {
            for (int stop = 1; stop <= 4; stop++) StopAfterOneEpoch(plan, options, folder).Interrupted.ShouldBeTrue();
            FineTuned resumed = Run(plan, Task.Data, folder, options);
            resumed.History.Select(e => e with { Seconds = 0 }).ShouldBe(whole.History.Select(e => e with { Seconds = 0 }));
            foreach ((string name, TensorData data) in whole.Model.Initializers) resumed.Model.Initializers[name].Bytes.Span.SequenceEqual(data.Bytes.Span).ShouldBeTrue(name);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Run_TornCheckpoint_GoesOnFromTheOneBefore()
    {
        string folder = Directory.CreateTempSubdirectory("graft").FullName;
        try
        {
            Plan plan = Freezing("layer2");
            StopAfterOneEpoch(plan, Options, folder);
            StopAfterOneEpoch(plan, Options, folder);
            string newest = Path.Combine(folder, "state.safetensors");
            using (FileStream torn = File.OpenWrite(newest)) torn.SetLength(torn.Length / 2);
            FineTuned resumed = Run(plan, Task.Data, folder), whole = Run(plan, Task.Data);
            foreach ((string name, TensorData data) in whole.Model.Initializers) resumed.Model.Initializers[name].Bytes.Span.SequenceEqual(data.Bytes.Span).ShouldBeTrue(name);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Run_LowRank_ChangesTheWeightsAndLeavesNoAdditions()
    {
        Plan plan = Plan.Of(new PolicyBuilder(Task.Model).LowRank(2, pattern: "layer3"), 2, 1e-2, "constant");
        Graph tuned = Run(plan, Task.Data).Model;
        tuned.Initializers.Keys.ShouldBe(Task.Model.Initializers.Keys, ignoreOrder: true);
        tuned.Nodes.Length.ShouldBe(Task.Model.Nodes.Length);
        tuned.Initializers["layer3.0.conv1.weight"].ToFloats().ShouldNotBe(Task.Model.Initializers["layer3.0.conv1.weight"].ToFloats());
    }

    [Fact]
    public void Run_Diverging_NamesTheCauseAndWhatToDo()
    {
        Plan plan = Plan.Of(new PolicyBuilder(Task.Model).Full(), 5, 1e6, "constant");
        Should.Throw<GraftException>(() => Run(plan, Task.Data, options: Options with { ClipNorm = 0 })).Message.ShouldContain("smaller rate");
    }

    [Fact]
    public void Run_GatheredGradients_EqualThoseOfTheWholeBatch()
    {
        Plan plan = Plan.Of(new PolicyBuilder(Task.Model).FreezeTo("layer2"), 1, 1e-2, "constant");
        Graph gathered = Run(plan, Task.Data, options: Options with { Accumulate = 3 }).Model;
        Graph single = Run(plan, (whole, frontier) => new(new WholeBatch(Task.Source(whole, frontier.Tensors)), null)).Model;
        foreach (string name in plan.Phases[0].Policy.Learning)
            gathered.Initializers[name].ToFloats().Zip(single.Initializers[name].ToFloats()).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan(1e-4f, name);
    }

    private static Plan Freezing(string stage) => Plan.Of(new PolicyBuilder(Task.Model).FreezeTo(stage) with { Statistics = NormStatistics.Frozen }, 3, 1e-2, "linear");

    private static FineTuned Run(Plan plan, Func<Graph, Frontier, PhaseData> data, string? folder = null, TrainingOptions? options = null)
    {
        using FineTuning tuning = new(Task.Model, plan, options ?? Options, Task.Objective, data);
        return tuning.Run(folder);
    }

    private static FineTuned StopAfterOneEpoch(Plan plan, TrainingOptions options, string folder)
    {
        using CancellationTokenSource stop = new();
        using FineTuning tuning = new(Task.Model, plan, options, Task.Objective, Task.Data);
        return tuning.Run(folder, new Stopping(stop), stop.Token);
    }

    private sealed class Stopping(CancellationTokenSource stop) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => stop.Cancel();
    }

    private sealed class WholeBatch(IBatchSource source) : IBatchSource
    {
        public int Count => source.Count;

        public IReadOnlyList<int[]> Plan(int epoch) => [[.. source.Plan(epoch).SelectMany(b => b)]];

        public Batch Load(int[] rows, int epoch) => source.Load(rows, epoch);
    }
}
