using System.CommandLine;
using Graft.Checkpoints;
using Graft.Cli.Output;
using Graft.Conversion;
using Graft.Graphs;
using Graft.Inference;
using Graft.Training.Execution;

namespace Graft.Cli.Commands;

/// <summary>graft run: raw tensors through a graph, by name.</summary>
internal static class RunCommand
{
    private const string OnnxRuntime = "onnxruntime", LibTorch = "libtorch";
    private static readonly Argument<string> Model = new("model") { Description = "an .onnx, a bundle, or a checkpoint: file, folder, built-in name or address" };
    private static readonly Option<FileInfo> Inputs = new("--inputs") { Description = "a .safetensors with the inputs by name; any name where the model has one input", Required = true };
    private static readonly Option<string> Outputs = new("--outputs") { Description = "the .safetensors to write, the outputs by name", Required = true };
    private static readonly Option<string> Engine = new("--engine") { Description = "what computes", DefaultValueFactory = _ => OnnxRuntime };
    private static readonly Option<string?> Architecture = new("--architecture") { Description = "the network of a checkpoint, where the file alone can't tell" };

    public static Command Create()
    {
        Command run = new("run", "Run raw tensors through a model.\n\nExample:\n  graft run model.onnx --inputs in.safetensors --outputs out.safetensors") { Model, Inputs, Outputs, Engine, Architecture };
        Engine.AcceptOnlyFromAmong(OnnxRuntime, LibTorch);
        run.SetAction(parsed => Run(parsed));
        return run;
    }

    private static int Run(ParseResult parsed)
    {
        Checkpoint given = Checkpoint.Open(parsed.GetRequiredValue(Inputs).FullName);
        WholeModel model = WholeModel.Load(parsed.GetRequiredValue(Model), Globals.Hub(parsed), parsed.GetValue(Architecture), ImageSizeOf(given));
        foreach (string note in model.Notes) Console.Error.WriteLine($"note: {note}");
        IReadOnlyDictionary<string, TensorData> inputs = InputMatching.Match(model.Graph, given.Tensors);
        Graph graph = InputMatching.ForBatch(model.Graph, inputs);
        IReadOnlyDictionary<string, TensorData> results = parsed.GetValue(Engine) == LibTorch ? TensorRun.Run(graph, inputs) : Compute(graph, inputs);
        SafetensorsWriter.Write(parsed.GetRequiredValue(Outputs), results);
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(ResultJson.Of(results.Select(r => new { Name = r.Key, Dtype = SafetensorsTypes.NameOf(r.Value.Type, r.Key), r.Value.Shape })));
        else Results.Table(["output", "type", "shape"], results.Select(r => (IReadOnlyList<string>)[r.Key, r.Value.Type.ToString(), TensorData.Describe(r.Value.Shape)]));
        return ExitCodes.Done;
    }

    private static Dictionary<string, TensorData> Compute(Graph graph, IReadOnlyDictionary<string, TensorData> inputs)
    {
        using OnnxSession session = new(graph);
        return session.Outputs.Zip(session.Run(inputs)).ToDictionary(p => p.First, p => p.Second);
    }

    /// <summary>Networks for photos are built for the size that is given; null where no square photos are.</summary>
    private static int? ImageSizeOf(Checkpoint given) => given.Tensors.Count == 1 && given.Tensors.Values.Single().Shape is [_, _, long height, long width] && height == width ? (int)height : null;
}
