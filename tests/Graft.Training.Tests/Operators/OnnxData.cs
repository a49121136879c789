using Google.Protobuf;
using Graft.Graphs;
using Graft.Graphs.Onnx;
using Graft.Training.Execution;
using Graft.Training.Operators;
using static TorchSharp.torch;

namespace Graft.Training.Tests.Operators;

/// <summary>A test that needs ONNX's node test data.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnnxDataFactAttribute : FactAttribute
{
    public OnnxDataFactAttribute()
    {
        if (OnnxData.Folder is null) Skip = "needs ONNX's node test data: install Debian's libonnx-testdata, or name the folder in GRAFT_ONNX_TESTS";
    }
}

/// <summary>ONNX's node test data: the folder that GRAFT_ONNX_TESTS names, or where Debian's package libonnx-testdata puts it.</summary>
internal static class OnnxData
{
    /// <summary>Cases that are not run, and why; a star stands for any ending.</summary>
    public static SortedDictionary<string, string> Exclusions { get; } = new(StringComparer.Ordinal)
    {
        ["test_cast_BFLOAT16_to*"] = "this set stores bfloat16 as uint16", ["test_cast_FLOAT_to_BFLOAT16*"] = "this set stores bfloat16 as uint16",
        ["test_castlike_BFLOAT16_to*"] = "this set stores bfloat16 as uint16", ["test_castlike_FLOAT_to_BFLOAT16*"] = "this set stores bfloat16 as uint16",
        ["test_cast_STRING_to*"] = "text is no number", ["test_cast_FLOAT_to_STRING*"] = "text is no number",
        ["test_castlike_STRING_to*"] = "text is no number", ["test_castlike_FLOAT_to_STRING*"] = "text is no number",
        ["test_identity_opt"] = "an optional value is no tensor", ["test_identity_sequence"] = "a sequence is no tensor",
        ["test_if_opt"] = "an optional value is no tensor", ["test_if_seq"] = "a sequence is no tensor",
        ["test_gridsample_bicubic"] = "TorchSharp offers no cubic sampling", ["test_training_dropout"] = "numpy's random numbers", ["test_training_dropout_default*"] = "numpy's random numbers", ["test_training_dropout_mask"] = "numpy's random numbers",
        ["test_scan_sum"] = "the Scan of operator set 8 runs over batches of sequences of several lengths; set 9 replaced it",
    };

    public static string? Folder { get; } = new[] { Environment.GetEnvironmentVariable("GRAFT_ONNX_TESTS"), "/usr/share/libonnx-testdata/data/node" }
        .FirstOrDefault(folder => !string.IsNullOrEmpty(folder) && Directory.Exists(folder));

    public static string? Excluded(string test) => Exclusions.Where(e => e.Key == test || e.Key[^1] == '*' && test.StartsWith(e.Key[..^1], StringComparison.Ordinal)).Select(e => e.Value).FirstOrDefault();

    public static TensorData Tensor(string path) => TensorConversion.Read(TensorProto.Parser.ParseFrom(File.ReadAllBytes(path)), null, null);

    /// <summary>A case's model. Graft reads opset 7 and newer; cases that are marked older here use operators that have not changed between.</summary>
    public static Graph Model(string folder)
    {
        ModelProto model = ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx")));
        foreach (OperatorSetIdProto set in model.OpsetImport.Where(o => o.Domain.Length == 0 && o.Version < 7)) set.Version = 7;
        return OnnxFile.Read(model.ToByteArray(), "model.onnx");
    }

    /// <summary>Operators of a case that libtorch can't run here, so that the case counts as unsupported.</summary>
    public static string[] UnknownOperators(string folder) => [.. ModelProto.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(folder, "model.onnx"))).Graph.Node
        .Select(n => n.Domain.Length > 0 ? $"{n.Domain}.{n.OpType}" : n.OpType).Where(o => !KnownOperators.Names.Contains(o)).Distinct()];

    /// <summary>Leaves a line for whoever sums the tests up, in the file that GRAFT_TEST_NOTES names.</summary>
    public static void Note(string line)
    {
        if (Environment.GetEnvironmentVariable("GRAFT_TEST_NOTES") is { Length: > 0 } path) File.AppendAllText(path, line + "\n");
    }
}

/// <summary>Compares a computed tensor with the one that ONNX expects.</summary>
internal static class NodeComparison
{
    public static string? Fault(string name, Tensor actual, TensorData expected)
    {
        if (actual.dtype != TensorMemory.TypeOf(expected.Type)) return $"'{name}': expected {expected.Type}, got {actual.dtype}";
        if (!actual.shape.SequenceEqual(expected.Shape)) return $"'{name}': expected shape {TensorData.Describe(expected.Shape)}, got {TensorData.Describe(actual.shape)}";
        double[] found = Doubles(actual), wanted = Doubles(TensorMemory.Copy(expected));
        for (int i = 0; i < wanted.Length; i++)
            if (!Agrees(found[i], wanted[i])) return $"'{name}'[{i}]: expected {wanted[i]:r}, got {found[i]}";
        return null;
    }

    private static bool Agrees(double found, double wanted) => found.Equals(wanted) || Math.Abs(found - wanted) <= 1e-7 + 1e-3 * Math.Abs(wanted);

    private static double[] Doubles(Tensor tensor) => tensor.numel() == 0 ? [] : TensorMemory.ToData(tensor.to_type(ScalarType.Float64), ElementType.Float64).Span<double>().ToArray();
}
