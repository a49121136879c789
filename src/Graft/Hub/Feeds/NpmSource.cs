using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Graft.Hub.Transfer;

namespace Graft.Hub.Feeds;

/// <summary>Models in npm packages: the tarball is unpacked, and no script in it is run.</summary>
internal sealed class NpmSource(NpmAddress address, HubOptions options)
{
    private readonly NpmSettings _settings = new(address.Package, options);
    private readonly Transport _transport = new(options);

    public static Task<ResolvedModel> ResolveAsync(NpmAddress address, HubOptions options, CancellationToken cancel) =>
        new NpmSource(address, options).ResolveAsync(cancel);

    private async Task<ResolvedModel> ResolveAsync(CancellationToken cancel)
    {
        if (address.Version is null && options.Offline)
            throw new GraftException($"{address} names no version, and the registry can't be asked offline. Write npm:{address.Package}@VERSION.");
        if (address.Version is null) await ChooseAsync(cancel).ConfigureAwait(false);
        PackageStore store = new(address, "npm", address.Package, address.Version!, address.Inside, options);
        return await store.OpenAsync(() => ChooseAsync(cancel), _transport, _settings.Credentials,
            (archive, folder) => SafeTar.Extract(archive, folder, address.ToString(), stripTop: true), cancel).ConfigureAwait(false);
    }

    private async Task<PublishedArchive> ChooseAsync(CancellationToken cancel)
    {
        Uri page = new(_settings.Registry, address.Package.Replace("/", "%2f", StringComparison.Ordinal));
        Question question = Question.Get(page) with { Credentials = _settings.Credentials,
            Accept = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8, */*" };
        using Answer answer = await _transport.AskPatientlyAsync(() => question, cancel).ConfigureAwait(false);
        if (answer.Status == 404)
            throw new GraftException($"{address.Package} is not at {Transport.Bare(_settings.Registry)}. Check the spelling and the registry (.npmrc).");
        if (answer.Status is 401 or 403)
        {
            throw new GraftException($"{Transport.Bare(_settings.Registry)} refuses access to {address.Package} (status {answer.Status}). Put " +
                $"//{_settings.Registry.Authority}/:_authToken=… into ~/.npmrc.");
        }
        if (!answer.Ok) throw new GraftException($"{Transport.Bare(page)} answers {answer.Status}.");
        using JsonDocument document = await ReadAsync(answer, cancel).ConfigureAwait(false);
        JsonElement versions = document.RootElement.GetProperty("versions");
        if (address.Version is null || !versions.TryGetProperty(address.Version, out JsonElement version))
        {
            string known = NuGetSource.Versions(versions.EnumerateObject().Select(v => v.Name).Reverse().Take(20));
            throw new GraftException($"{address} {(address.Version is null ? "names no version, and a model must not change by itself" : "names a version that the registry does not have")}. There are: {known}. Asked: {Transport.Bare(_settings.Registry)}.");
        }
        JsonElement dist = version.GetProperty("dist");
        string? hash = Text(dist, "integrity")?.Split(' ').OrderByDescending(i => i, StringComparer.Ordinal).First()
            ?? (Text(dist, "shasum") is { } sha1 ? "sha1-" + Convert.ToBase64String(Convert.FromHexString(sha1)) : null);
        return new(Transport.Checked(page, new Uri(Text(dist, "tarball")!)), hash, null, Text(version, "license"), []);
    }

    private static async Task<JsonDocument> ReadAsync(Answer answer, CancellationToken cancel)
    {
        try
        {
            return JsonDocument.Parse(await answer.Message.Content.ReadAsStringAsync(cancel).ConfigureAwait(false));
        }
        catch (JsonException e)
        {
            throw new GraftException($"{Transport.Bare(answer.Url)} does not answer as an npm registry: {e.Message}", e);
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

/// <summary>.npmrc of the folder, then of the user: the registry of the package's scope, and the token of that registry's host and port.</summary>
internal sealed partial class NpmSettings
{
    private readonly Dictionary<string, string> _lines;

    public NpmSettings(string package, HubOptions options)
    {
        _lines = Read(options);
        string? scope = package.StartsWith('@') ? package[..package.IndexOf('/')] : null;
        string text = (scope is null ? null : _lines.GetValueOrDefault(scope + ":registry")) ?? options.Set("npm_config_registry")
            ?? options.Set("NPM_CONFIG_REGISTRY") ?? _lines.GetValueOrDefault("registry") ?? "https://registry.npmjs.org";
        Registry = Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out Uri? url) && url.Scheme is "https" or "http" ? url!
            : throw new GraftException($"npm's registry '{text}' is no URL. Expected https://HOST.");
    }

    /// <summary>Ends with a slash.</summary>
    public Uri Registry { get; }

    public AuthenticationHeaderValue? Credentials(Uri url)
    {
        if (!Question.SameOrigin(url, Registry) || url.Scheme != "https" && !url.IsLoopback) return null;
        string? token = _lines.GetValueOrDefault($"//{Registry.Authority}{Registry.AbsolutePath}:_authToken")
            ?? _lines.GetValueOrDefault($"//{Registry.Authority}/:_authToken");
        return token is null ? null : new("Bearer", token);
    }

    private static Dictionary<string, string> Read(HubOptions options)
    {
        Dictionary<string, string> lines = [];
        foreach (string path in new[] { Path.Combine(options.ConfigFolder, ".npmrc"), Path.Combine(options.UserFolder, ".npmrc") }.Where(File.Exists))
            foreach (string[] pair in File.ReadLines(path).Where(l => !l.TrimStart().StartsWith('#') && !l.TrimStart().StartsWith(';'))
                .Select(l => l.Split('=', 2)).Where(p => p.Length == 2))
                lines.TryAdd(pair[0].Trim(), VariablePattern().Replace(pair[1].Trim().Trim('"'), m => options.Set(m.Groups[1].Value) ?? ""));
        return lines;
    }

    [GeneratedRegex(@"\$\{([^}]+)\}")] private static partial Regex VariablePattern();
}
