using Graft.Backbones;
using Graft.Benchmarks;
using Graft.Graphs;
using Graft.Hub;
using Graft.Inference;
using Graft.Text;
using Graft.Training;
using Graft.Training.Execution;
using Graft.Training.Policies;
using Graft.Training.Texts;
using static TorchSharp.torch;

// MiniLM (6 layers, 384 wide), batches of 32 texts of 128 tokens, sequences per second, medians of five: a plain TorchSharp loop as its examples are written, the encoder's forward in ONNX Runtime and in
// libtorch, and whole epochs of Graft's own text flow: everything, and the last two layers on cached features, in float32 and bfloat16.
// The plain loop is measured first, with the process as it is: what Graft sets for the process is part of what it brings. An argument sets how many texts an epoch of Graft has (320).
const int Count = 32, Length = 128, Epochs = 6;
int train = args.Length > 0 ? int.Parse(args[0], System.Globalization.CultureInfo.InvariantCulture) : 10 * Count, rows = train * 5 / 4;
string model = Path.Combine(Texts.Root, "models", "all-MiniLM-L6-v2");
string home = Directory.CreateTempSubdirectory("graft-throughput").FullName;
TextBackbone backbone = TextBackbone.Load(model);
string[] texts = [.. Texts.All().Chunk(40).Take(rows).Select(some => string.Join(' ', some))];
Encoding[] batch = [.. texts.Take(Count).Select(t => backbone.Tokenizer.Encode(t, null, new Truncation { MaxLength = Length }))];
IReadOnlyDictionary<string, TensorData> inputs = TextInputs.Of(batch, padId: 0);
if (batch.Any(e => e.Length != Length)) throw new InvalidOperationException($"Expected texts of at least {Length} tokens.");

double plain = Count / PlainLoop();
Timing.Print("plain TorchSharp loop, everything", plain, "sequences");
using (OnnxSession session = new(backbone.Encoder)) Timing.Print("ONNX Runtime, forward", Count / Timing.Median(() => session.Run(inputs)), "sequences");
foreach (Precision precision in Enum.GetValues<Precision>()) Timing.Print($"Graft in libtorch, forward, {precision}", Count / Forward(precision), "sequences");
foreach (Precision precision in Enum.GetValues<Precision>())
{
    double full = train / Epoch(new() { Policy = "full" }, precision), last = train / Epoch(new() { UnfreezeLast = 2 }, precision);
    Timing.Print(FormattableString.Invariant($"Graft, everything, {precision}: x{full / plain:F2} of the plain loop"), full, "sequences");
    Timing.Print(FormattableString.Invariant($"Graft, last two layers, cached, {precision}: x{last / full:F2} of everything"), last, "sequences");
}
Directory.Delete(home, recursive: true);

double PlainLoop()
{
    using PlainEncoder network = new(classes: 2);
    network.train();
    var optimizer = optim.AdamW(network.parameters(), 1e-4);
    Tensor ids = tensor(inputs["input_ids"].ToLongs(), Count, Length), labels = randint(0, 2, [Count], ScalarType.Int64);
    return Timing.Median(() =>
    {
        using var scope = NewDisposeScope();
        optimizer.zero_grad();
        nn.functional.cross_entropy(network.call(ids), labels).backward();
        optimizer.step();
    });
}

double Forward(Precision precision)
{
    Dictionary<string, Tensor> tensors = inputs.ToDictionary(i => i.Key, i => tensor(i.Value.ToLongs(), [.. i.Value.Shape]));
    using GraphExecutor executor = new(backbone.Encoder, new() { Precision = precision });
    return Timing.Median(() =>
    {
        using var still = inference_mode();
        using var scope = NewDisposeScope();
        executor.Run(tensors, ExecutionMode.Inference);
    });
}

// The first epoch warms up; the rate is that of the median of five.
double Epoch(PolicyOptions policy, Precision precision)
{
    string data = Path.Combine(home, "texts.csv");
    File.WriteAllLines(data, texts.Select((t, i) => $"\"{t.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{(i % 2 == 0 ? "even" : "odd")}").Prepend("text,label"));
    Recipe recipe = new() { Data = data, Backbone = model, MaxLength = Length, Partition = "80/0/20", Policy = policy, Training = new() { Epochs = Epochs, Precision = precision, Schedule = "linear" } };
    TextTransferResult result = TextTransfer.Run(recipe, Path.Combine(home, "bundle"), new HubOptions { Home = home });
    double[] seconds = [.. result.Tuning!.History.Skip(1).Select(e => e.Seconds).Order()];
    return seconds[seconds.Length / 2];
}
