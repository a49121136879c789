using System.Collections.Frozen;

namespace Graft.Architectures;

/// <summary>How the files of one library name the parameters of a network. Rows pair modules or tensors; a name without a row stays as it is.</summary>
public sealed class NameMap
{
    private readonly FrozenDictionary<string, NameRow> _ours;
    private readonly FrozenDictionary<string, string> _theirs;

    /// <summary>Makes a map; rows must be one to one.</summary>
    /// <exception cref="GraftException">Two rows share a name.</exception>
    public NameMap(string scheme, IEnumerable<NameRow> rows)
    {
        (Scheme, Rows) = (scheme, [.. rows]);
        string[] twice = [.. Repeated(Rows.Select(r => r.Ours)).Concat(Repeated(Rows.SelectMany(r => r.Theirs)))];
        if (twice.Length > 0) throw new GraftException($"Names of '{scheme}' stand in two rows: {string.Join(", ", twice)}.");
        _ours = Rows.ToFrozenDictionary(r => r.Ours, StringComparer.Ordinal);
        _theirs = Rows.SelectMany(r => r.Theirs.Select(t => (t, r.Ours))).ToFrozenDictionary(p => p.t, p => p.Ours, StringComparer.Ordinal);
    }

    /// <summary>torchvision's names, which are those of our graphs.</summary>
    public static NameMap Torchvision { get; } = new("torchvision", []);

    /// <summary>timm's names, where they are torchvision's.</summary>
    public static NameMap SameInTimm { get; } = new("timm", []);

    /// <summary>Whose names they are: torchvision, timm, transformers, ...</summary>
    public string Scheme { get; }

    /// <summary>Pairs of modules or tensors.</summary>
    public IReadOnlyList<NameRow> Rows { get; }

    /// <summary>Whether that library publishes such files of this network; false where only a conversion makes them, so that a file is first taken for another network.</summary><value>true</value>
    public bool IsPublished { get; init; } = true;

    /// <summary>Prefix of the base model's names that base-model files leave out: 'resnet.'.</summary>
    public string BasePrefix { get; init; } = "";

    /// <summary>Where the values of our tensor lie in a file, and how they change on the way.</summary>
    public NameRow Source(string ours)
    {
        if (_ours.TryGetValue(ours, out NameRow? row)) return row;
        (string module, string rest) = Divide(ours, _ours.ContainsKey);
        return module.Length == 0 ? new NameRow(ours, ours) : new NameRow(ours, _ours[module].Theirs[0] + rest);
    }

    /// <summary>Our name for a tensor of a file.</summary>
    public string Ours(string theirs)
    {
        if (_theirs.TryGetValue(theirs, out string? ours)) return ours;
        (string module, string rest) = Divide(theirs, _theirs.ContainsKey);
        return module.Length == 0 ? theirs : _theirs[module] + rest;
    }

    /// <summary>The longest module before a dot that has a row, and what follows it.</summary>
    private static (string Module, string Tail) Divide(string name, Func<string, bool> known)
    {
        for (int dot = name.LastIndexOf('.'); dot > 0; dot = name.LastIndexOf('.', dot - 1))
            if (known(name[..dot])) return (name[..dot], name[dot..]);
        return ("", name);
    }

    private static IEnumerable<string> Repeated(IEnumerable<string> names) => names.GroupBy(n => n, StringComparer.Ordinal).Where(g => g.Count() > 1).Select(g => g.Key);
}

/// <summary>One pair of names: a module or a tensor here, and one or several there.</summary>
/// <param name="Ours">Name in our graph.</param>
/// <param name="Theirs">Name in their file, or the names of the parts that are joined.</param>
public sealed record NameRow(string Ours, params IReadOnlyList<string> Theirs)
{
    /// <summary>What happens to the values.</summary><value>nothing</value>
    public TensorChange Change { get; init; } = TensorChange.None;
}
