namespace Graft.Hub.Caches;

/// <summary>Every cache that models are kept in: what is there, whether it is whole, and taking it out. No connection is opened.</summary>
public static class ModelCaches
{
    /// <summary>Everything in the caches of Hugging Face, torch and Graft, and those packages of NuGet's own folder that Graft has used; by address.</summary>
    public static IReadOnlyList<CachedModel> List(HubOptions? options = null) =>
        [.. Rooms(options).SelectMany(room => room.List()).OrderBy(m => m.Address.ToString(), StringComparer.Ordinal)];

    /// <summary>Hashes every file anew and compares it with what its source published.</summary>
    /// <param name="address">What to check; without version or revision all of them, null everything.</param>
    /// <param name="options">Where the caches are; told while files are hashed.</param>
    /// <exception cref="GraftException">Nothing in the caches has this address.</exception>
    public static IReadOnlyList<CheckedModel> Verify(ModelAddress? address = null, HubOptions? options = null) =>
        [.. Chosen(address, options).Select(found => new CheckedModel(found.Model, [.. found.Room.Faults(found.Model)]))];

    /// <summary>Takes models out of their caches, with what no other model shares.</summary>
    /// <param name="address">What to take out; without version or revision all of them.</param>
    /// <param name="options">Where the caches are.</param>
    /// <returns>What was taken out.</returns>
    /// <exception cref="GraftException">Nothing in the caches has this address, or it lies in NuGet's own folder, which is not ours.</exception>
    public static IReadOnlyList<CachedModel> Remove(ModelAddress address, HubOptions? options = null)
    {
        var chosen = Chosen(address, options);
        foreach (var found in chosen) found.Room.Remove(found.Model);
        return [.. chosen.Select(found => found.Model)];
    }

    private static IReadOnlyList<(CacheRoom Room, CachedModel Model)> Chosen(ModelAddress? address, HubOptions? options)
    {
        (CacheRoom Room, CachedModel Model)[] all = [.. Rooms(options).SelectMany(room => room.List().Select(model => (room, model)))];
        if (address is null) return all;
        if (address is LocalAddress file)
            throw new GraftException($"{file.Path} is your own file and in no cache. Expected an address such as hf:org/name or nuget:PACKAGE@VERSION.");
        ModelAddress wanted = address is BuiltInAddress builtIn ? KnownModels.Get(builtIn.Name).Address : address;
        (CacheRoom, CachedModel)[] chosen = [.. all.Where(found => Covers(wanted, found.Model))];
        if (chosen.Length > 0) return chosen;
        string[] known = [.. all.Select(found => found.Model.Address.ToString()!)];
        string nearest = Nearest.To(wanted.ToString()!, known) is { } near ? $" Did you mean {near}?" : "";
        throw new GraftException($"{wanted} is in none of the caches.{nearest} graft list shows the {known.Length} that are.");
    }

    /// <summary>Whether an address, which may leave the version open, means this model.</summary>
    private static bool Covers(ModelAddress wanted, CachedModel model) => (wanted, model.Address) switch
    {
        (HuggingFaceAddress w, HuggingFaceAddress m) => w.Repository == m.Repository
            && (w.Revision is not { } revision || m.Revision!.StartsWith(revision, StringComparison.Ordinal) || model.Names.Contains(revision)),
        (NuGetAddress w, NuGetAddress m) => Same(w.Package, m.Package) && (w.Version is null || Same(Feeds.NuGetFolders.Normal(w.Version), m.Version!)),
        (PyPiAddress w, PyPiAddress m) => Same(Feeds.PyPiSource.Normal(w.Package), m.Package) && (w.Version is null || Same(w.Version, m.Version!)),
        (NpmAddress w, NpmAddress m) => Same(w.Package, m.Package) && (w.Version is null || Same(w.Version, m.Version!)),
        (UrlAddress w, UrlAddress m) => w.Sha256 == m.Sha256,
        _ => wanted == model.Address,
    };

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<CacheRoom> Rooms(HubOptions? given)
    {
        HubOptions options = given ?? new HubOptions();
        return [new HuggingFaceRoom(options), new NuGetRoom(options), new PackageRoom("pypi", options), new PackageRoom("npm", options), new UrlRoom(options),
            new TorchRoom(options)];
    }
}
