using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Graft.Hub.Transfer;

namespace Graft.Hub.Feeds;

/// <summary>Models in Python wheels, which are zip files: one index (PEP 503 or 691), an exact version, hashes checked, RECORD checked, nothing run.</summary>
internal sealed partial class PyPiSource(PyPiAddress address, HubOptions options)
{
    private readonly PipSettings _settings = new(options);
    private readonly Transport _transport = new(options);

    private string Project => Normal(address.Package);

    /// <summary>A project's name as indexes and our folders write it (PEP 503).</summary>
    public static string Normal(string project) => RunPattern().Replace(project, "-").ToLowerInvariant();

    public static Task<ResolvedModel> ResolveAsync(PyPiAddress address, HubOptions options, CancellationToken cancel) =>
        new PyPiSource(address, options).ResolveAsync(cancel);

    private async Task<ResolvedModel> ResolveAsync(CancellationToken cancel)
    {
        if (address.Version is null && options.Offline)
            throw new GraftException($"{address} names no version, and the index can't be asked offline. Write pypi:{address.Package}@VERSION.");
        if (address.Version is null) throw NoVersion(await FilesAsync(cancel).ConfigureAwait(false), "names no version, and a model must not change by itself");
        PackageStore store = new(address, "pypi", Project, address.Version, address.Inside, options);
        return await store.OpenAsync(() => ChooseAsync(cancel), _transport, _settings.Credentials, Unpack, cancel).ConfigureAwait(false);
    }

    private async Task<PublishedArchive> ChooseAsync(CancellationToken cancel)
    {
        IndexFile[] all = await FilesAsync(cancel).ConfigureAwait(false);
        IndexFile[] wheels = [.. all.Where(f => f.Wheel && string.Equals(f.Version, address.Version, StringComparison.OrdinalIgnoreCase))];
        if (wheels.Length == 0)
        {
            throw NoVersion(all, all.Any(f => f.Name.Contains($"-{address.Version}.tar", StringComparison.Ordinal))
                ? "has no wheel, only sources, which would have to be run" : "names a version that the index does not have");
        }
        IndexFile wheel = wheels.OrderByDescending(w => w.Name.EndsWith("-none-any.whl", StringComparison.Ordinal)).ThenBy(w => w.Name, StringComparer.Ordinal)
            .First();
        List<string> notes = [];
        if (wheel.Yanked is { } reason) notes.Add($"{address.Package} {address.Version} was withdrawn by its " +
            $"author{(reason.Length > 0 ? $": {SafePath.Printable(reason)}" : "")}.");
        if (wheels.Length > 1) notes.Add($"Of {wheels.Length} wheels, {wheel.Name} was taken.");
        return new(wheel.Url, wheel.Sha256 is { } hash ? "sha256-" + Convert.ToBase64String(Convert.FromHexString(hash)) : null, wheel.Size, null, notes);
    }

    private async Task<IndexFile[]> FilesAsync(CancellationToken cancel)
    {
        Uri page = new(_settings.Index, $"{Project}/");
        Question question = Question.Get(page) with { Credentials = _settings.Credentials,
            Accept = "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01" };
        using Answer answer = await _transport.AskPatientlyAsync(() => question, cancel).ConfigureAwait(false);
        if (answer.Status == 404)
        {
            throw new GraftException($"{address.Package} is not at {Transport.Bare(_settings.Index)}. Check the spelling and the index (PIP_INDEX_URL, " +
                "pip.conf).");
        }
        if (answer.Status is 401 or 403)
        {
            throw new GraftException($"{Transport.Bare(_settings.Index)} refuses access (status {answer.Status}). Put user and password into ~/.netrc, or " +
                "into the index URL in PIP_INDEX_URL or pip.conf.");
        }
        if (!answer.Ok) throw new GraftException($"{Transport.Bare(page)} answers {answer.Status}.");
        string text = await answer.Message.Content.ReadAsStringAsync(cancel).ConfigureAwait(false);
        bool json = answer.Message.Content.Headers.ContentType?.MediaType?.EndsWith("json", StringComparison.Ordinal) == true;
        return [.. json ? ReadJson(text, answer.Url) : ReadHtml(text, answer.Url)];
    }

    private GraftException NoVersion(IndexFile[] files, string why)
    {
        string[] versions = [.. files.Where(f => f.Wheel && f.Yanked is null).Select(f => f.Version).Distinct()];
        return new($"{address} {why}. There are: {NuGetSource.Versions(versions.Reverse().Take(20))}. Write pypi:{address.Package}@VERSION. Asked: " +
            $"{Transport.Bare(_settings.Index)}.");
    }

    private static IEnumerable<IndexFile> ReadJson(string text, Uri page)
    {
        using JsonDocument index = Parse(text, page);
        return [.. index.RootElement.GetProperty("files").EnumerateArray().Select(file => new IndexFile(
            file.GetProperty("filename").GetString()!, Absolute(page, file.GetProperty("url").GetString()!),
            file.TryGetProperty("hashes", out JsonElement hashes) && hashes.TryGetProperty("sha256", out JsonElement sha) ? sha.GetString() : null,
            file.TryGetProperty("yanked", out JsonElement yanked) && yanked.ValueKind != JsonValueKind.False ? yanked.ValueKind == JsonValueKind.String
                ? yanked.GetString() : "" : null,
            file.TryGetProperty("size", out JsonElement size) && size.ValueKind == JsonValueKind.Number ? size.GetInt64() : null))];
    }

    private static JsonDocument Parse(string text, Uri page)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException e)
        {
            throw new GraftException($"{Transport.Bare(page)} does not answer as a package index: {e.Message}", e);
        }
    }

    private static IEnumerable<IndexFile> ReadHtml(string text, Uri page) => AnchorPattern().Matches(text).Select(anchor =>
    {
        string attributes = anchor.Groups["attributes"].Value;
        Uri url = Absolute(page, WebUtility.HtmlDecode(HrefPattern().Match(attributes).Groups[1].Value));
        Match hash = HashPattern().Match(url.Fragment), yanked = YankedPattern().Match(attributes);
        return new IndexFile(WebUtility.HtmlDecode(anchor.Groups["text"].Value).Trim(), url, hash.Success ? hash.Groups[1].Value : null, yanked.Success
            ? WebUtility.HtmlDecode(yanked.Groups[1].Value) : null, null);
    });

    private static Uri Absolute(Uri page, string url) => Transport.Checked(page, new Uri(page, url));

    private void Unpack(string wheel, string folder)
    {
        SafeZip.Extract(wheel, folder, address.ToString(), _ => true);
        string record = Directory.EnumerateFiles(folder, "RECORD", SearchOption.AllDirectories)
            .FirstOrDefault(p => Path.GetDirectoryName(p)!.EndsWith(".dist-info", StringComparison.Ordinal))
            ?? throw new GraftException($"{address}: the wheel has no RECORD, so it is none.");
        foreach (Match line in File.ReadLines(record).Select(l => RecordPattern().Match(l)).Where(m => m.Success))
        {
            string path = SafePath.Below(folder, line.Groups["path"].Value, $"name in RECORD of {address}");
            using FileStream file = File.Exists(path) ? File.OpenRead(path)
                : throw new GraftException($"{address}: RECORD names {line.Groups["path"].Value}, which the wheel does not hold.");
            string found = Convert.ToBase64String(SHA256.HashData(file)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            if (found != line.Groups["hash"].Value)
                throw new GraftException($"{address}: {line.Groups["path"].Value} has the SHA-256 {found}, RECORD says {line.Groups["hash"].Value}.");
        }
    }

    /// <summary>A row of the index.</summary>
    private sealed record IndexFile(string Name, Uri Url, string? Sha256, string? Yanked, long? Size)
    {
        public bool Wheel => Name.EndsWith(".whl", StringComparison.Ordinal);

        public string Version => Name.Split('-') is { Length: > 1 } parts ? parts[1] : "";
    }

    [GeneratedRegex("[-_.]+")] private static partial Regex RunPattern();
    [GeneratedRegex("<a\\s(?<attributes>[^>]*)>(?<text>[^<]*)</a>", RegexOptions.IgnoreCase)] private static partial Regex AnchorPattern();
    [GeneratedRegex("\\bhref=[\"']([^\"']*)[\"']", RegexOptions.IgnoreCase)] private static partial Regex HrefPattern();
    [GeneratedRegex("\\bdata-yanked(?:=[\"']([^\"']*)[\"'])?", RegexOptions.IgnoreCase)] private static partial Regex YankedPattern();
    [GeneratedRegex("sha256=([0-9a-f]{64})\\b")] private static partial Regex HashPattern();
    [GeneratedRegex("^\"?(?<path>[^\"]+?)\"?,sha256=(?<hash>[A-Za-z0-9_-]{43}),\\d*$")] private static partial Regex RecordPattern();
}
