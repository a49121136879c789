using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>The names that a pickle of tensors may use, and what Graft does for each; everything else is refused by its name.</summary>
internal static class TorchGlobals
{
    private static readonly Dictionary<string, object> Allowed = Functions().Concat(Storages()).Concat(ElementTypes()).ToDictionary(pair => pair.Key, pair => pair.Value);
    private static readonly string[] ModuleOwners = ["torch.nn.", "torchvision.", "timm.", "transformers.", "__main__.", "models.", "model.", "torch.jit."];

    /// <summary>What a name stands for.</summary>
    /// <exception cref="GraftException">It is not in the list; the message says what that means for the file.</exception>
    public static object Find(string path, string name) => Allowed.TryGetValue(name, out object? found) ? found : throw Refusal(path, name);

    /// <summary>The error for a file that pickles a class of a network.</summary>
    public static GraftException WholeModule(string path, string name) => new(
        $"{path} is a whole pickled module (it names '{name}'), not a state dict: reading it would need its Python code. Nothing in it was run. "
        + "Save its tensors in Python, torch.save(model.state_dict(), ...) or safetensors, and open that.");

    private static GraftException Refusal(string path, string name) => ModuleOwners.Any(owner => name.StartsWith(owner, StringComparison.Ordinal)) ? WholeModule(path, name) : new(
        $"{path} names '{name}', which no tensor needs: Python would run it when the file is loaded. Graft ran nothing and refuses the file. "
        + "It may be malicious; where you trust its source, ask for its tensors as safetensors.");

    private static IEnumerable<KeyValuePair<string, object>> Functions() => new (string Name, Func<object[], object?> Call)[]
    {
        ("collections.OrderedDict", Dictionary),
        ("collections.Counter", Dictionary),
        ("__builtin__.set", items => items is [List<object> list] ? list : null),
        ("builtins.set", items => items is [List<object> list] ? list : null),
        ("_codecs.encode", items => items is [string, string] ? items[0] : null),
        ("torch.Size", items => items is [object[] sizes] ? sizes : null),
        ("torch.device", items => items is [string, ..] ? items[0] : null),
        ("torch._utils._rebuild_tensor", items => items is [TorchStorage s, var offset, var size, var stride] ? TorchView.Of(s, s.Type, offset, size, stride) : null),
        ("torch._utils._rebuild_tensor_v2", items => items is [TorchStorage s, var offset, var size, var stride, _, _, ..] ? TorchView.Of(s, s.Type, offset, size, stride) : null),
        ("torch._utils._rebuild_tensor_v3", items => items is [TorchStorage s, var offset, var size, var stride, _, _, PickleName { Type: { } type }, ..]
            ? TorchView.Of(s, type, offset, size, stride) : null),
        ("torch._utils._rebuild_parameter", items => items is [TorchTensor tensor, _, _] ? tensor : null),
        ("torch._utils._rebuild_parameter_with_state", items => items is [TorchTensor tensor, _, _, _] ? tensor : null),
    }.Select(f => KeyValuePair.Create(f.Name, (object)new PickleFunction(f.Name, f.Call)));

    private static PickleDictionary? Dictionary(object[] arguments)
    {
        PickleDictionary made = [];
        if (arguments is []) return made;
        if (arguments is [PickleDictionary other])
        {
            foreach ((object key, object value) in other) made[key] = value;
            return made;
        }
        if (arguments is not [List<object> pairs]) return null;
        foreach (object pair in pairs)
        {
            if (pair is object[] and [var key, var value]) made[key] = value;
            else if (pair is List<object> and [var listKey, var listValue]) made[listKey] = listValue; // how Python 2 wrote them
            else return null;
        }
        return made;
    }

    private static IEnumerable<KeyValuePair<string, object>> Storages() => new (string Name, ElementType Type)[]
    {
        ("Float", ElementType.Float32), ("Double", ElementType.Float64), ("Half", ElementType.Float16), ("BFloat16", ElementType.BFloat16),
        ("Long", ElementType.Int64), ("Int", ElementType.Int32), ("Short", ElementType.Int16), ("Char", ElementType.Int8), ("Byte", ElementType.UInt8),
        ("Bool", ElementType.Bool), ("ComplexFloat", ElementType.Complex64), ("ComplexDouble", ElementType.Complex128),
    }.Select(s => Named($"torch.{s.Name}Storage", s.Type)).Append(Named("torch.storage.UntypedStorage", ElementType.UInt8));

    private static IEnumerable<KeyValuePair<string, object>> ElementTypes() => new (string Name, ElementType Type)[]
    {
        ("float32", ElementType.Float32), ("float", ElementType.Float32), ("float64", ElementType.Float64), ("double", ElementType.Float64), ("float16", ElementType.Float16),
        ("half", ElementType.Float16), ("bfloat16", ElementType.BFloat16), ("int64", ElementType.Int64), ("long", ElementType.Int64), ("int32", ElementType.Int32),
        ("int", ElementType.Int32), ("int16", ElementType.Int16), ("int8", ElementType.Int8), ("uint8", ElementType.UInt8), ("uint16", ElementType.UInt16),
        ("uint32", ElementType.UInt32), ("uint64", ElementType.UInt64), ("bool", ElementType.Bool), ("complex64", ElementType.Complex64), ("complex128", ElementType.Complex128),
        ("float8_e4m3fn", ElementType.Float8E4M3), ("float8_e4m3fnuz", ElementType.Float8E4M3Uz), ("float8_e5m2", ElementType.Float8E5M2), ("float8_e5m2fnuz", ElementType.Float8E5M2Uz),
    }.Select(t => Named($"torch.{t.Name}", t.Type));

    private static KeyValuePair<string, object> Named(string name, ElementType type) => KeyValuePair.Create(name, (object)new PickleName(name, type));
}
