using Graft.Hub.Feeds;
using Graft.Hub.Transfer;

namespace Graft.Hub;

/// <summary>
/// Models of TensorFlow Hub and of Kaggle, which took it over: one archive per exact version, unpacked, nothing in it run. Neither names a hash; what came once is compared
/// with at every later use. Open models need no account; for others user and password of ~/.netrc are sent. GRAFT_KAGGLE_URL and GRAFT_TFHUB_URL name mirrors.
/// </summary>
internal static class KaggleSource
{
    public static Task<ResolvedModel> ResolveAsync(KaggleAddress address, HubOptions options, CancellationToken cancel) => FetchAsync(address, "kaggle", address.Model, address.Version, address.Inside,
        new Uri(Site(options, "GRAFT_KAGGLE_URL", "https://www.kaggle.com"), $"api/v1/models/{address.Model}/{address.Version}/download"), options, cancel);

    public static Task<ResolvedModel> ResolveAsync(TfHubAddress address, HubOptions options, CancellationToken cancel) => FetchAsync(address, "tfhub", address.Handle, address.Version, address.Inside,
        new Uri(Site(options, "GRAFT_TFHUB_URL", "https://tfhub.dev"), $"{address.Handle}/{address.Version}?tf-hub-format=compressed"), options, cancel);

    private static Task<ResolvedModel> FetchAsync(ModelAddress address, string kind, string name, string version, string? inside, Uri archive, HubOptions options, CancellationToken cancel)
    {
        PackageStore store = new(address, kind, name, version, inside, options);
        return store.OpenAsync(() => Task.FromResult(new PublishedArchive(archive, null, null, null, [])), new Transport(options), new Netrc(options).Credentials,
            (packed, folder) => SafeTar.Extract(packed, folder, address.ToString(), stripTop: false), cancel);
    }

    private static Uri Site(HubOptions options, string variable, string orElse) => new((options.Set(variable) ?? orElse).TrimEnd('/') + "/");
}
