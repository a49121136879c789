using System.Diagnostics;
using System.Globalization;
using Graft;
using Graft.Architectures;
using Graft.Benchmarks;
using Graft.Graphs;
using Graft.Inference;
using Graft.Training.Execution;
using Graft.Training.Losses;
using Graft.Training.Optimizers;
using Graft.Training.Policies;
using static TorchSharp.torch;

// ResNet-18, batches of 32 pictures of 224 x 224 drawn at random, images per second, medians of five: a plain TorchSharp loop as its examples are written, ONNX Runtime's and
// libtorch's forward alone, and Graft's training of everything, of layer4 on cached features, and of the head on cached features, in float32 and bfloat16.
// The plain loop is measured first, in a process as it comes: what Graft sets for its own is part of what it brings.
const int Count = 32, Classes = 10;
bool isPlain = args is ["plain"];
if (!isPlain) TunedProcess.Ensure();
Tensor pixels = randn(Count, 3, 224, 224), labels = randint(0, Classes, [Count], ScalarType.Int64);
if (isPlain)
{
    Console.WriteLine((Count / PlainLoop()).ToString("R", CultureInfo.InvariantCulture));
    return;
}
double plain = InPlainProcess();
Timing.Print("plain TorchSharp loop, everything", plain, "images");

Graph model = Model();
using (OnnxSession session = new(model))
{
    float[] values = pixels.data<float>().ToArray();
    Timing.Print("ONNX Runtime, forward", Count / Timing.Median(() => session.Run(values, Count, 3, 224, 224)), "images");
}
foreach (Precision precision in Enum.GetValues<Precision>())
{
    Timing.Print($"Graft in libtorch, forward, {precision}", Count / Forward(precision), "images");
    PolicyBuilder policies = new(model);
    foreach (Policy policy in (Policy[])[policies.Full(), policies.UnfreezeLast(1), policies.Head()])
    {
        double rate = Count / Training(policy, precision);
        Timing.Print($"Graft, {policy.Name}, {precision}: x{rate / plain:F1}", rate, "images");
    }
}

static double InPlainProcess()
{
    ProcessStartInfo start = new(Environment.ProcessPath!, ["plain"]) { RedirectStandardOutput = true };
    start.Environment.Remove("GLIBC_TUNABLES");
    start.Environment.Remove("OMP_WAIT_POLICY");
    using Process process = Process.Start(start)!;
    return double.Parse(process.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
}

double PlainLoop()
{
    using PlainResNet18 network = new(Classes);
    network.train();
    var optimizer = optim.SGD(network.parameters(), 1e-3, momentum: 0.9);
    return Timing.Median(() =>
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        nn.functional.cross_entropy(network.call(pixels), labels).backward();
        optimizer.step();
    });
}

double Forward(Precision precision)
{
    using GraphExecutor executor = new(model, new() { Precision = precision });
    return Timing.Median(() =>
    {
        using var still = inference_mode();
        using var scope = NewDisposeScope();
        executor.Run(new Dictionary<string, Tensor> { [model.Inputs[0].Name] = pixels }, ExecutionMode.Inference);
    });
}

double Training(Policy policy, Precision precision)
{
    IReadOnlyList<string> frontier = Frontier.Of(model, policy).Tensors;
    Graph tail = model.Cut(frontier).Tail;
    Dictionary<string, Tensor> inputs = Features(frontier);
    IReadOnlySet<string> norms = policy.NormsInTraining(tail);
    using GraphExecutor executor = new(tail, new()
    {
        Precision = precision,
        Trainable = policy.Learning.ToHashSet(),
        LiveStatistics = tail.Nodes.Where(n => norms.Contains(n.Outputs[0])).SelectMany(n => n.Inputs.Skip(3)).ToHashSet(),
    });
    using Optimizer optimizer = new(new Sgd { Momentum = 0.9 });
    optimizer.Learn([.. executor.Parameters.Select(p => new Trainable(p.Key, p.Value))]);
    CrossEntropy loss = new();
    return Timing.Median(() =>
    {
        using var scope = NewDisposeScope();
        optimizer.ZeroGradients();
        Tensor logits = executor.Run(inputs, ExecutionMode.Training, ["logits"])["logits"];
        loss.Of(logits.to(ScalarType.Float32), labels).backward();
        optimizer.Step(1e-3);
    });
}

// What the cache would hold, computed by ONNX Runtime.
Dictionary<string, Tensor> Features(IReadOnlyList<string> frontier)
{
    string input = model.Inputs[0].Name;
    if (frontier.SequenceEqual([input])) return new() { [input] = pixels };
    using OnnxSession trunk = new(model.Between([input], frontier));
    return trunk.Outputs.Zip(trunk.Run(pixels.data<float>().ToArray(), Count, 3, 224, 224)).ToDictionary(p => p.First, p => tensor(p.Second.ToFloats(), [.. p.Second.Shape]));
}

static Graph Model()
{
    Architecture known = Architecture.Get("resnet18");
    Graph declared = known.Build();
    SeededRandom random = Seeds.For("weights", 0);
    Graph filled = declared.With(declared.Initializers.Where(i => !i.Value.HasData).Select(i => KeyValuePair.Create(i.Key, Drawn(i.Key, i.Value.Shape, random))));
    Graph backbone = filled.Between([filled.Inputs[0].Name], [known.FeatureTensor]);
    return backbone.Append(Graft.Training.Heads.LinearHead.Build(new float[Classes * 512], new float[Classes], backbone.Opsets), "attach head", new Dictionary<string, string> { ["features"] = known.FeatureTensor });
}

static TensorData Drawn(string name, IReadOnlyList<long> shape, SeededRandom random)
{
    long inputs = shape.Skip(1).Aggregate(1L, (a, b) => a * b), count = shape[0] * inputs;
    double scale = shape.Count > 1 ? Math.Sqrt(2.0 / inputs) : 0;
    double offset = shape.Count == 1 && (name.EndsWith("running_var", StringComparison.Ordinal) || name.EndsWith("weight", StringComparison.Ordinal)) ? 1 : 0;
    return TensorData.Of([.. Enumerable.Range(0, (int)count).Select(_ => (float)(offset + (scale * random.NextGaussian())))], shape);
}
