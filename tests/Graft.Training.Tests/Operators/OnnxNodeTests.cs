using System.Globalization;
using Graft.Graphs;
using Graft.Training.Execution;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Operators;

/// <summary>ONNX's own test cases for single operators: a model, inputs and outputs each, compared as ONNX's runner does (1e-3 relative, 1e-7 absolute).</summary>
public class OnnxNodeTests(ITestOutputHelper output)
{
    [OnnxDataFact]
    public void Run_EverySupportedCase_GivesTheOutputsOfOnnx()
    {
        List<string> wrong = [], agreed = [];
        SortedDictionary<string, int> unsupported = new(StringComparer.Ordinal);
        foreach (string folder in Directory.EnumerateDirectories(OnnxData.Folder!).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(folder);
            if (OnnxData.Excluded(name) is not null) continue;
            string[] unknown = OnnxData.UnknownOperators(folder);
            foreach (string operation in unknown) unsupported[operation] = unsupported.GetValueOrDefault(operation) + 1;
            if (unknown.Length > 0) continue;
            if (Fault(folder) is { } fault) wrong.Add($"{name}: {fault}");
            else agreed.Add(name);
        }
        string line = string.Create(CultureInfo.InvariantCulture, $"{agreed.Count} of {agreed.Count + wrong.Count} supported node tests agree, {unsupported.Count} operators unsupported");
        output.WriteLine($"Unsupported: {string.Join(", ", unsupported.Select(u => $"{u.Key} ({u.Value})"))}");
        output.WriteLine($"Left out: {string.Join("; ", OnnxData.Exclusions.Select(e => $"{e.Key}: {e.Value}"))}");
        OnnxData.Note(line);
        output.WriteLine(line);
        wrong.ShouldBeEmpty(string.Join("\n", wrong));
    }

    private static string? Fault(string folder)
    {
        try
        {
            Graph graph = OnnxData.Model(folder);
            return Directory.EnumerateDirectories(folder, "test_data_set_*").Select(set => Fault(graph, set)).FirstOrDefault(f => f is not null);
        }
        catch (Exception e) when (e is GraftException or InvalidOperationException or IndexOutOfRangeException or ArgumentException or NullReferenceException or OverflowException)
        {
            return $"{e.GetType().Name} {e.Message}";
        }
    }

    private static string? Fault(Graph graph, string set)
    {
        using DisposeScope scope = NewDisposeScope();
        using var still = no_grad();
        using GraphExecutor executor = new(graph);
        Dictionary<string, Tensor> inputs = graph.Inputs.Select((input, i) => (input.Name, Path: Path.Combine(set, $"input_{i}.pb"))).Where(i => File.Exists(i.Path))
            .ToDictionary(i => i.Name, i => TensorMemory.Copy(OnnxData.Tensor(i.Path)));
        IReadOnlyDictionary<string, Tensor> outputs = executor.Run(inputs, ExecutionMode.Inference);
        return graph.Outputs.Select((o, i) => NodeComparison.Fault(o.Name, outputs[o.Name], OnnxData.Tensor(Path.Combine(set, $"output_{i}.pb")))).FirstOrDefault(f => f is not null);
    }
}
