namespace Graft.Checkpoints;

/// <summary>A group or a data set: a place in the tree of a file, with attributes; its children are looked up by name.</summary>
internal sealed class Hdf5Group(Hdf5File file, string path, long address)
{
    private readonly Lazy<List<(int Type, Hdf5Cursor Body)>> _messages = new(() => Hdf5Header.Read(file, address));
    private Dictionary<string, long>? _links;
    private Dictionary<string, Hdf5Attribute>? _attributes;

    /// <summary>Names from the root, with slashes between; empty for the root.</summary>
    public string Path => path;

    /// <summary>Where its header lies, which tells objects apart.</summary>
    public long Address => address;

    /// <summary>Whether it holds numbers.</summary>
    public bool IsDataset => _messages.Value.Any(m => m.Type == Hdf5Header.Layout);

    /// <summary>Names of the children, in the order of the file.</summary>
    public IEnumerable<string> Names => Links.Keys;

    /// <summary>A child, or a child's child by a path with slashes; null where there is none.</summary>
    public Hdf5Group? Find(string name)
    {
        Hdf5Group at = this;
        foreach (string step in name.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at.IsDataset || !at.Links.TryGetValue(step, out long child)) return null;
            at = new(file, at.Path.Length == 0 ? step : $"{at.Path}/{step}", child);
        }
        return at;
    }

    /// <summary>Texts of an attribute, also where it is split into name0, name1, ...; null where there is none.</summary>
    public IReadOnlyList<string>? Texts(string name)
    {
        if (Attributes.TryGetValue(name, out Hdf5Attribute? whole)) return whole.Texts(file, path);
        List<string> parts = [];
        for (int i = 0; Attributes.TryGetValue(FormattableString.Invariant($"{name}{i}"), out Hdf5Attribute? part); i++) parts.AddRange(part.Texts(file, path));
        return parts.Count > 0 ? parts : null;
    }

    /// <summary>The single text of an attribute; null where there is none.</summary>
    public string? Text(string name) => Texts(name) is [string only] ? only : null;

    /// <summary>The data set that stands here.</summary>
    public Hdf5Dataset Dataset() => Hdf5Dataset.Of(file, path, _messages.Value);

    private Dictionary<string, long> Links => _links ??= Hdf5Links.Read(file, path, _messages.Value);

    private Dictionary<string, Hdf5Attribute> Attributes => _attributes ??= Hdf5Attribute.All(file, _messages.Value);
}
