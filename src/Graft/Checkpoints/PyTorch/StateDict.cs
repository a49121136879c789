using System.Globalization;

namespace Graft.Checkpoints;

/// <summary>The tensors of a pickled object by dotted names, with wrappers and prefixes taken off.</summary>
/// <param name="Tensors">Views by name.</param>
/// <param name="Stripped">What was taken off, outermost first: 'state_dict.', 'module.'.</param>
/// <param name="LeftOut">What the object holds beside its tensors: 'epoch', 'optimizer'.</param>
internal sealed record StateDict(IReadOnlyDictionary<string, TorchTensor> Tensors, IReadOnlyList<string> Stripped, IReadOnlyList<string> LeftOut)
{
    private const int DeepestNesting = 64;
    private const int MostNames = 1_000_000;
    private static readonly string[] Wrappers = ["state_dict", "model_state_dict", "model", "net", "module", "state_dict_ema", "model_ema", "ema"];
    private static readonly string[] Prefixes = ["module.", "_orig_mod.", "model.", "backbone."];

    /// <summary>Finds the tensors.</summary>
    /// <exception cref="GraftException">There are none, or the object is nested without end.</exception>
    public static StateDict Of(object root, Func<string, GraftException> fail)
    {
        List<string> stripped = [], leftOut = [];
        object inner = Unwrap(root, stripped, leftOut);
        Dictionary<string, TorchTensor> tensors = new(StringComparer.Ordinal);
        int visited = 0;
        Collect("", inner, 0);
        if (tensors.Count == 0) throw fail("it is a pickle without tensors in it");
        return new(StripPrefixes(tensors, stripped), stripped, leftOut);

        void Collect(string name, object value, int depth)
        {
            if (depth > DeepestNesting || ++visited > MostNames) throw fail("its values are nested without end");
            if (value is TorchTensor tensor) tensors[name.Length > 0 ? name : "tensor"] = tensor;
            else if (Children(value) is { } children) foreach ((string key, object child) in children) Collect(name.Length > 0 ? $"{name}.{key}" : key, child, depth + 1);
            else leftOut.Add(name);
        }
    }

    private static object Unwrap(object value, List<string> stripped, List<string> leftOut)
    {
        while (stripped.Count < Wrappers.Length && value is PickleDictionary dictionary && Wrappers.FirstOrDefault(w => dictionary.TryGetValue(w, out object? v) && v is PickleDictionary) is { } wrapper)
        {
            string outer = string.Concat(stripped);
            leftOut.AddRange(dictionary.Keys.Select(KeyText).Where(key => key != wrapper).Select(key => outer + key));
            stripped.Add(wrapper + ".");
            value = dictionary[wrapper];
        }
        return value;
    }

    private static Dictionary<string, TorchTensor> StripPrefixes(Dictionary<string, TorchTensor> tensors, List<string> stripped)
    {
        while (Prefixes.FirstOrDefault(p => tensors.Keys.All(name => name.Length > p.Length && name.StartsWith(p, StringComparison.Ordinal))) is { } prefix)
        {
            tensors = tensors.ToDictionary(t => t.Key[prefix.Length..], t => t.Value, StringComparer.Ordinal);
            stripped.Add(prefix);
        }
        return tensors;
    }

    private static IEnumerable<(string Key, object Value)>? Children(object value) => value switch
    {
        PickleDictionary dictionary => dictionary.Select(pair => (KeyText(pair.Key), pair.Value)),
        List<object> list => list.Select((item, i) => (KeyText((long)i), item)),
        object[] tuple => tuple.Select((item, i) => (KeyText((long)i), item)),
        _ => null,
    };

    private static string KeyText(object key) => key switch
    {
        string text => text,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => key.GetType().Name,
    };
}
