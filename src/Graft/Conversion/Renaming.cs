using Graft.Architectures;
using Graft.Graphs;

namespace Graft.Conversion;

/// <summary>Weights under another library's names, every tensor in the type that the file has it in.</summary>
public static class Renaming
{
    private const string Counter = "num_batches_tracked";

    /// <summary>The file's parameters, buffers and batch counters as another library names and shapes them.</summary>
    /// <param name="file">A recognised file.</param>
    /// <param name="scheme">torchvision, timm, transformers, or another of the network's schemes.</param>
    /// <returns>The tensors, and the names of those that the other library has no place for.</returns>
    /// <exception cref="GraftException">The network has no such names, or the file does not fit it.</exception>
    public static (IReadOnlyDictionary<string, TensorData> Tensors, IReadOnlyList<string> Dropped) To(NetworkFile file, string scheme)
    {
        NameMap target = SchemeOf(file.Architecture, scheme);
        Matching matching = new(file.Architecture.Build(new() { Classes = file.Classes }), file.Checkpoint, file.Scheme, file.Architecture.Unused);
        matching.ThrowIfAnyFault();
        Dictionary<string, TensorData> renamed = new(StringComparer.Ordinal);
        foreach ((string ours, IReadOnlyList<long> shape) in matching.Parameters)
        {
            NameRow row = target.Source(ours);
            foreach ((string theirs, TensorData part) in row.Theirs.Zip(row.Change.Undo(matching.ReadAsStored(ours, shape), row.Theirs.Count))) renamed.Add(theirs, part);
        }
        ILookup<bool, string> rest = matching.Leftover.ToLookup(key => key.EndsWith(Counter, StringComparison.Ordinal));
        foreach (string counter in rest[true]) renamed.Add(target.Source(matching.Ours(counter)).Theirs[0], file.Checkpoint.Tensors[counter]);
        return (renamed, [.. rest[false]]);
    }

    /// <summary>The network's names of that library.</summary>
    /// <exception cref="UnknownNameException">That library has no such network, or Graft does not know its names.</exception>
    public static NameMap SchemeOf(Architecture architecture, string scheme) => architecture.Schemes.FirstOrDefault(s => s.Scheme == scheme)
        ?? throw new UnknownNameException($"naming scheme of {architecture.Name}", scheme, architecture.Schemes.Select(s => s.Scheme));
}
