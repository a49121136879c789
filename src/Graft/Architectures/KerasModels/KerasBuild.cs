using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>The graph of a Keras model under construction, with the values of its parameters.</summary>
/// <param name="builder">The graph.</param>
/// <param name="source">The file, for errors.</param>
/// <param name="weights">The file's variables by layer.</param>
/// <param name="isKeras3">Whether Keras 3 wrote it, which changes the meaning of hard_sigmoid and some defaults.</param>
internal sealed class KerasBuild(GraphBuilder builder, string source, KerasWeightSource weights, bool isKeras3)
{
    private readonly Dictionary<string, TensorData> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<KerasLayer, int> _used = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<KerasLayer, string> _paths = new(ReferenceEqualityComparer.Instance);

    public GraphBuilder Builder => builder;

    public string Source => source;

    public bool IsKeras3 => isKeras3;

    /// <summary>Values of the parameters that were declared.</summary>
    public IReadOnlyDictionary<string, TensorData> Values => _values;

    /// <summary>Declares a parameter and fills it from the next variable of the layer. A layer that is called twice keeps its parameters.</summary>
    public Wire Weight(KerasStep step, string name, TensorChange change, long[] shape)
    {
        string path = PathOf(step, name);
        if (!_values.ContainsKey(path)) _values[path] = Read(step, name, change, shape);
        return builder.Parameter(path, shape);
    }

    /// <summary>Declares a parameter that the file does not have.</summary>
    public Wire Filled(KerasStep step, string name, float value, long size)
    {
        string path = PathOf(step, name);
        float[] values = new float[size];
        Array.Fill(values, value);
        _values[path] = TensorData.Of(values, size);
        return builder.Parameter(path, size);
    }

    /// <summary>The layer's variables, for those that make several parameters of one.</summary>
    public IReadOnlyList<TensorData> Variables(KerasStep step) => weights.Of(step.Layer);

    /// <summary>Declares a parameter with these values.</summary>
    public Wire Given(KerasStep step, string name, TensorData value)
    {
        string path = PathOf(step, name);
        _values[path] = value;
        return builder.Parameter(path, value.Shape);
    }

    private string PathOf(KerasStep step, string name)
    {
        if (!_paths.TryGetValue(step.Layer, out string? path)) _paths[step.Layer] = path = step.Path;
        return $"{path}.{name}";
    }

    private TensorData Read(KerasStep step, string name, TensorChange change, long[] shape)
    {
        IReadOnlyList<TensorData> variables = weights.Of(step.Layer);
        int at = _used.GetValueOrDefault(step.Layer);
        _used[step.Layer] = at + 1;
        IReadOnlyList<long> wanted = change.Shapes(shape, 1)[0];
        if (at >= variables.Count) throw step.Fail($"its {name} {TensorData.Describe(wanted)} is missing; the file has {variables.Count} variables for it");
        if (!variables[at].Shape.SequenceEqual(wanted)) throw step.Fail($"its {name} should have shape {TensorData.Describe(wanted)}, the file has {TensorData.Describe(variables[at].Shape)}");
        return change.Apply([variables[at].ToFloat32()], shape);
    }
}
