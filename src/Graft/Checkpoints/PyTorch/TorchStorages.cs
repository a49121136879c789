using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>Storages that a pickle refers to by persistent id: ('storage', type, key, location, count) or, in the legacy form, with a sixth part.</summary>
internal static class TorchStorages
{
    /// <summary>The storage of a persistent id; null where it is none.</summary>
    /// <exception cref="GraftException">It is the class of a module.</exception>
    public static TorchStorage? Of(string path, object[] id)
    {
        if (id is ["module", ..]) throw TorchGlobals.WholeModule(path, "module");
        object[] first = id is [.., PickleNone] ? id[..^1] : id; // the legacy form has a sixth part, for views: none since PyTorch 0.4
        return first is ["storage", PickleName { Type: { } type }, string key, _, long count] && count >= 0 && count <= long.MaxValue / type.Size()
            ? new TorchStorage(key, type, count) : null;
    }
}
