namespace Graft.Graphs;

/// <summary>One operation of a graph. Absent optional inputs are empty names.</summary>
/// <param name="OpType">The operator, such as Conv.</param>
/// <param name="Inputs">Names of the tensors it reads, in the operator's order.</param>
/// <param name="Outputs">Names of the tensors it makes.</param>
/// <param name="Name">What errors call it; built-in architectures use the module's path.</param>
/// <param name="Domain">Empty for ONNX's own operators.</param>
public sealed record Node(string OpType, IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, string Name = "", string Domain = "")
{
    /// <summary>Attributes by name: <see cref="long"/>, <see cref="float"/>, <see cref="string"/>, <see cref="TensorData"/>, <see cref="Graph"/>, or arrays of the first three.</summary>
    public IReadOnlyDictionary<string, object> Attributes { get; init; } = new Dictionary<string, object>();

    /// <summary>How errors name this node: node 'layer1.0.conv1' (Conv).</summary>
    public string Label => Name.Length > 0 ? $"node '{Name}' ({OpType})" : $"node of '{(Outputs.Count > 0 ? Outputs[0] : "")}' ({OpType})";

    /// <summary>The name of input <paramref name="index"/>, or null where it is absent.</summary>
    public string? Input(int index) => index < Inputs.Count && Inputs[index].Length > 0 ? Inputs[index] : null;

    /// <summary>Whether the attribute is there.</summary>
    public bool Has(string attribute) => Attributes.ContainsKey(attribute);

    /// <summary>An int attribute, checked against its least allowed value.</summary>
    public long Int(string attribute, long? orElse = null, long atLeast = long.MinValue)
    {
        long value = Get(attribute, orElse as object) is long found ? found : throw Wrong(attribute, "an int");
        return value >= atLeast ? value : throw Wrong(attribute, $"an int >= {atLeast}");
    }

    /// <summary>A float attribute.</summary>
    public float Float(string attribute, float? orElse = null) => Get(attribute, orElse) is float found ? found : throw Wrong(attribute, "a float");

    /// <summary>A string attribute.</summary>
    public string Text(string attribute, string? orElse = null) => Get(attribute, orElse) is string found ? found : throw Wrong(attribute, "a string");

    /// <summary>A list of ints.</summary>
    public long[] Ints(string attribute, long[]? orElse = null) => Get(attribute, orElse) is long[] found ? found : throw Wrong(attribute, "a list of ints");

    /// <summary>A list of floats.</summary>
    public float[] Floats(string attribute, float[]? orElse = null) => Get(attribute, orElse) is float[] found ? found : throw Wrong(attribute, "a list of floats");

    /// <summary>A tensor attribute.</summary>
    public TensorData Tensor(string attribute) => Get(attribute, null) is TensorData found ? found : throw Wrong(attribute, "a tensor");

    private object? Get(string attribute, object? orElse) => Attributes.TryGetValue(attribute, out object? value) ? value
        : orElse ?? throw new GraftException($"{Label}: attribute '{attribute}' is missing.");

    private GraftException Wrong(string attribute, string expected) => new($"{Label}, attribute '{attribute}': expected {expected}, got {Show(Attributes.GetValueOrDefault(attribute))}.");

    private static string Show(object? value) => value switch
    {
        null => "nothing",
        string text => $"the string '{text}'",
        long[] ints => TensorData.Describe(ints),
        Array list => $"a list of {list.Length} values",
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        TensorData tensor => $"a tensor {tensor}",
        _ => "a graph",
    };
}
