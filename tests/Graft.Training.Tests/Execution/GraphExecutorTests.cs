using Graft.Graphs;
using Graft.Tests;
using Graft.Training.Execution;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Execution;

public class GraphExecutorTests
{
    private static readonly string[] s_kernels = ["conv1.weight", "conv2.weight", "fc.weight"];
    private static readonly string[] s_statistics = ["bn1.running_mean", "bn1.running_var"];

    [Fact]
    public void New_UnknownOperators_AreAllListedInOneError()
    {
        Graph graph = Small() with { Nodes = [new Node("Frobnicate", ["image"], ["a"], "first"), new Node("Wobble", ["a"], ["b"], "second", "com.example"), new Node("Frobnicate", ["b"], ["logits"])] };
        string message = Should.Throw<GraftException>(() => new GraphExecutor(graph)).Message;
        message.ShouldContain("Frobnicate (2, such as node 'first' (Frobnicate))");
        message.ShouldContain("com.example.Wobble (1, such as node 'second' (Wobble))");
    }

    [Fact]
    public void New_ParametersWithoutValues_AreCounted() =>
        Should.Throw<GraftException>(() => new GraphExecutor(Declared())).Message.ShouldContain("14 parameters have no values, such as 'bn1.bias'");

    [Fact]
    public void New_UnknownTrainable_SuggestsTheNearest() =>
        Should.Throw<UnknownNameException>(() => new GraphExecutor(Small(), new() { Trainable = new HashSet<string> { "fc.wieght" } })).Message.ShouldContain("Did you mean 'fc.weight'?");

    [Fact]
    public void New_LiveMeanWithoutItsVariance_IsRefused() =>
        Should.Throw<GraftException>(() => new GraphExecutor(Small(), new() { LiveStatistics = new HashSet<string> { "bn1.running_mean" } })).Message.ShouldContain("either both");

    [Fact]
    public void Run_InputsOfAnotherShapeOrType_AreToldAtOnce()
    {
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(Small());
        Should.Throw<GraftException>(() => executor.Run(new Dictionary<string, Tensor>(), ExecutionMode.Inference)).Message.ShouldContain("the input 'image' Float32 (batch, 3, 12, 12) is missing");
        Should.Throw<GraftException>(() => executor.Run(Image(zeros(2, 3, 12, 13)), ExecutionMode.Inference)).Message.ShouldContain("got Float32 [2, 3, 12, 13]");
        Should.Throw<GraftException>(() => executor.Run(Image(zeros([2, 3, 12, 12], ScalarType.Float64)), ExecutionMode.Inference)).Message.ShouldContain("got Float64");
    }

    [Fact]
    public void Run_AnyTensorsOfTheGraph_AreGivenByName()
    {
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(Small());
        IReadOnlyDictionary<string, Tensor> found = executor.Run(Image(), ExecutionMode.Inference, ["conv2", "fc.weight", "image", "logits"]);
        found.Keys.ShouldBe(["conv2", "fc.weight", "image", "logits"], ignoreOrder: true);
        found["conv2"].shape.ShouldBe([4, 16, 12, 12]);
        Should.Throw<UnknownNameException>(() => executor.Run(Image(), ExecutionMode.Inference, ["conv3"])).Message.ShouldContain("Did you mean 'conv");
    }

    [Fact]
    public void Run_Outputs_AreAllThatIsLeft()
    {
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(Small(), new() { Trainable = new HashSet<string>(s_kernels) });
        Dictionary<string, Tensor> image = Image();
        int before = scope.DisposablesCount;
        executor.Run(image, ExecutionMode.Training);
        scope.DisposablesCount.ShouldBe(before + 1);
        image["image"].IsInvalid.ShouldBeFalse();
        executor.Parameters.Values.ShouldAllBe(p => !p.IsInvalid);
    }

    [Fact]
    public void ToGraph_AfterTraining_ChangesOnlyWhatLearned()
    {
        Graph graph = Small();
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(graph, new() { Trainable = new HashSet<string>(s_kernels), LiveStatistics = new HashSet<string>(s_statistics) });
        Step(executor, rate: 0.1);
        Graph trained = executor.ToGraph();
        foreach ((string name, TensorData data) in graph.Initializers)
        {
            bool learned = s_kernels.Concat(s_statistics).Contains(name);
            ReferenceEquals(trained.Initializers[name], data).ShouldBe(!learned, name);
            trained.Initializers[name].Bytes.Span.SequenceEqual(data.Bytes.Span).ShouldBe(!learned, name);
        }
    }

    [Fact]
    public void ToGraph_WithoutAStep_GivesTheSameBytes()
    {
        Graph graph = Small();
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(graph, new() { Trainable = new HashSet<string>(s_kernels) });
        foreach (string name in s_kernels) executor.ToGraph().Initializers[name].Bytes.Span.SequenceEqual(graph.Initializers[name].Bytes.Span).ShouldBeTrue(name);
    }

    [Fact]
    public void Run_FrozenBatchNormInTraining_StaysInInferenceMode()
    {
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(Small(), new() { Trainable = new HashSet<string>(s_kernels) });
        Tensor trained = executor.Run(Image(), ExecutionMode.Training)["logits"], still = executor.Run(Image(), ExecutionMode.Inference)["logits"];
        trained.sub(still).abs().max().item<float>().ShouldBe(0);
    }

    [Fact]
    public void Run_LiveBatchNorm_UsesTheBatchInTrainingOnlyAndMovesByItsMomentum()
    {
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(Small(), new() { LiveStatistics = new HashSet<string>(s_statistics) });
        using var fixedWeights = no_grad();
        Tensor before = executor.Statistics["bn1.running_mean"].clone();
        Tensor conv = executor.Run(Image(), ExecutionMode.Inference, ["conv1"])["conv1"];
        executor.Statistics["bn1.running_mean"].sub(before).abs().max().item<float>().ShouldBe(0);
        executor.Run(Image(), ExecutionMode.Training);
        Tensor expected = before.Times(0.9).Plus(conv.mean([0, 2, 3]), 0.1);
        executor.Statistics["bn1.running_mean"].sub(expected).abs().max().item<float>().ShouldBeLessThan(1e-6f);
    }

    [Fact]
    public void Run_BFloat16_StaysNearAndStillGivesFloat32Gradients()
    {
        if (!Autocast.IsAvailable) return;
        using DisposeScope scope = NewDisposeScope();
        HashSet<string> learn = [.. s_kernels];
        using GraphExecutor exact = new(Small(), new() { Trainable = learn }), low = new(Small(), new() { Trainable = learn, Precision = Precision.BFloat16 });
        Step(exact, 0);
        Step(low, 0);
        foreach (string name in s_kernels)
        {
            low.Parameters[name].grad!.dtype.ShouldBe(ScalarType.Float32);
            double difference = low.Parameters[name].grad!.sub(exact.Parameters[name].grad!).norm().item<float>() / exact.Parameters[name].grad!.norm().item<float>();
            difference.ShouldBeInRange(1e-6, 0.05, name);
        }
    }

    [Fact]
    public void Run_ManySteps_LeavesNoTensorsBehind()
    {
        using GraphExecutor executor = new(Small(), new() { Trainable = new HashSet<string>(s_kernels), LiveStatistics = new HashSet<string>(s_statistics) });
        Step(executor, 0.01);
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        for (int i = 0; i < 20; i++) Step(executor, 0.01);
        DisposeScopeManager.Statistics.ThreadTotalLiveCount.ShouldBe(before);
    }

    [Fact]
    public void Run_SameSeed_DropsTheSame()
    {
        using DisposeScope scope = NewDisposeScope();
        using GraphExecutor executor = new(Small());
        Tensor Drawn(long seed)
        {
            manual_seed(seed);
            return executor.Run(Image(), ExecutionMode.Training, ["dropped"])["dropped"];
        }
        using var still = no_grad();
        Tensor first = Drawn(3), again = Drawn(3), other = Drawn(4);
        first.sub(again).abs().max().item<float>().ShouldBe(0);
        first.sub(other).abs().max().item<float>().ShouldBeGreaterThan(0);
    }

    private static void Step(GraphExecutor executor, double rate)
    {
        using DisposeScope scope = NewDisposeScope();
        executor.Run(Image(), ExecutionMode.Training)["logits"].square().mean().backward();
        using var still = no_grad();
        foreach (Tensor parameter in executor.Parameters.Values) parameter.sub_(parameter.grad!.Times(rate));
    }

    private static Dictionary<string, Tensor> Image(Tensor? image = null) => new() { ["image"] = image ?? TensorMemory.Copy(SyntheticWeights.Tensor("image", [4, 3, 12, 12], 1, 0)) };

    private static Graph Small() => Declared().With(Declared().Initializers
        .Select(i => KeyValuePair.Create(i.Key, SyntheticWeights.Parameter(i.Key, i.Value.Shape, i.Key.StartsWith("bn", StringComparison.Ordinal), gain: 1))));

    // Two convolutions with batch norms and a linear layer, and a dropout beside it.
    private static Graph Declared()
    {
        GraphBuilder g = new("small");
        Wire x = g.Input("image", ElementType.Float32, "batch", 3, 12, 12);
        x = x.Conv("conv1", 16, new Window(3) { Padding = 1 }).BatchNorm("bn1").Relu("relu1").Conv("conv2", 16, new Window(3) { Padding = 1 }).BatchNorm("bn2").Relu("relu2").MeanOverSpace("pool", "flat");
        Wire dropped = g.Node("Dropout", "dropped", [x, g.Constant("ratio", TensorData.Scalar(0.5f))], x.Shape);
        return g.ToGraph(("logits", x.Linear("fc", 5)), ("dropped", dropped)) with { Outputs = [new("logits", ElementType.Float32, ["batch", 5])] };
    }
}
