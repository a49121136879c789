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

    /// <summary>
    /// Finds or fetches the model. What is here already is not fetched again, and a hash that was computed once is remembered for as long as size and time of
    /// the file stay.
    /// </summary>
    /// <exception cref="GraftException">It exists nowhere, is out of reach, or its bytes are not the published ones.</exception>
    public static async Task<ResolvedModel> ResolveAsync(ModelAddress address, HubOptions? options = null, CancellationToken cancel = default)
    {
        options ??= new HubOptions();
        ResolvedModel model = await FindAsync(options.Pins?.For(address) ?? address, options, cancel).ConfigureAwait(false);
        return options.Pins?.Hold(address, model) ?? model;
    }

    private static async Task<ResolvedModel> BuiltInAsync(KnownModel row, HubOptions options, CancellationToken cancel)
    {
        ResolvedModel model = await FindAsync(row.Address, options, cancel).ConfigureAwait(false);
        if (model.Files.Any(f => f.Sha256.StartsWith(row.Sha256, StringComparison.Ordinal))) return model with { Licence = model.Licence ?? row.Licence };
        throw new GraftException($"{row.Name}: no file of {model.LocalPath} has the SHA-256 {row.Sha256} of the weights that Graft knows by this name. " +
            $"Whoever serves {model.Source} gives out something else under {row.Address}.");
    }

    private static Task<ResolvedModel> FindAsync(ModelAddress address, HubOptions options, CancellationToken cancel) =>
        address switch
        {
            BuiltInAddress builtIn => BuiltInAsync(KnownModels.Get(builtIn.Name), options, cancel),
            LocalAddress local => Task.FromResult(LocalSource.Resolve(local, options)),
            NuGetAddress package => NuGetSource.ResolveAsync(package, options, cancel),
            HuggingFaceAddress repository => HuggingFaceSource.ResolveAsync(repository, options, cancel),
            PyPiAddress package => PyPiSource.ResolveAsync(package, options, cancel),
            NpmAddress package => NpmSource.ResolveAsync(package, options, cancel),
            KaggleAddress model => KaggleSource.ResolveAsync(model, options, cancel),
            TfHubAddress model => KaggleSource.ResolveAsync(model, options, cancel),
            UrlAddress file => UrlSource.ResolveAsync(file, options, cancel),
            TorchvisionAddress file => UrlSource.ResolveAsync(file, options, cancel),
            _ => throw new GraftException($"{address}: no source for this kind of address."),
        };
}
