using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Graft.Hub.Transfer;

namespace Graft.Hub.HuggingFace;

/// <summary>What HEAD tells of a file.</summary>
/// <param name="Commit">40 hexadecimal digits.</param>
/// <param name="Etag">SHA-256 of a large file, git's SHA-1 of a small one.</param>
/// <param name="Size">In bytes; null where the hub does not say.</param>
/// <param name="Location">Where its bytes are.</param>
/// <param name="Renamed">The repository's new name, if it has one.</param>
internal sealed record FileMetadata(string Commit, string Etag, long? Size, Uri Location, string? Renamed);

/// <summary>A file of a listing.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Oid">git's SHA-1 of it, or of its pointer where it is large.</param>
/// <param name="Sha256">Of a large file, else null.</param>
internal sealed record ListedFile(string Path, long Size, string Oid, string? Sha256)
{
    public string Etag => Sha256 ?? Oid;
}

/// <summary>The questions that a hub answers (huggingface_hub: file_download.py, hf_api.py).</summary>
internal sealed partial class HubClient(HuggingFaceSettings settings, Transport transport, string repository)
{
    private const long LargestPage = 64 << 20;

    private string Api => RepositoryCache.Typed(repository);

    public Uri FileUrl(string revision, string file) =>
        Url($"{repository}/resolve/{Uri.EscapeDataString(revision)}/{string.Join('/', file.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>Asks for a file's metadata; redirects are followed on the hub's own origin, one that leads elsewhere is where the bytes are.</summary>
    public async Task<FileMetadata> HeadAsync(string revision, string file, bool patiently, CancellationToken cancel)
    {
        Question question = new(HttpMethod.Head, FileUrl(revision, file)) { Credentials = settings.Credentials, Within = settings.Endpoint,
            Patience = settings.HeadPatience };
        using Answer answer = patiently ? await transport.AskPatientlyAsync(() => question, cancel).ConfigureAwait(false)
            : await transport.AskAsync(question, cancel).ConfigureAwait(false);
        bool elsewhere = answer.Status is >= 300 and < 400;
        if (!answer.Ok && !elsewhere) throw NotFound(answer, file);
        string commit = answer.Header("X-Repo-Commit") is { } c && RepositoryCache.IsCommit(c) ? c
            : throw NoHub(answer, "X-Repo-Commit", "a commit of 40 hexadecimal digits");
        string? etag = (answer.Header("X-Linked-Etag") ?? answer.Header("ETag")) is { } tag ? TagPattern().Replace(tag, "$1") : null;
        if (!RepositoryCache.IsEtag(etag)) throw NoHub(answer, "ETag", "a hash of 40 or 64 hexadecimal digits");
        long? size = long.TryParse(answer.Header("X-Linked-Size"), NumberStyles.None, CultureInfo.InvariantCulture, out long linked) ? linked : elsewhere
            ? null : answer.Message.Content.Headers.ContentLength;
        Uri location = elsewhere ? Transport.Checked(answer.Url, answer.Location ?? throw NoHub(answer, "Location", "an address")) : answer.Url;
        return new(commit, etag!, size, location, Renamed(answer.Url));
    }

    /// <summary>The commit that a revision means.</summary>
    public async Task<string> CommitAsync(string revision, CancellationToken cancel)
    {
        Question question = Question.Get(Url($"api/{Api}/revision/{Uri.EscapeDataString(revision)}")) with { Credentials = settings.Credentials,
            Within = settings.Endpoint, Patience = settings.HeadPatience };
        using Answer answer = await transport.AskAsync(question, cancel).ConfigureAwait(false);
        if (!answer.Ok) throw HubErrors.From(answer, settings, repository, null);
        using JsonDocument info = await JsonAsync(answer, cancel).ConfigureAwait(false);
        return info.RootElement.ValueKind == JsonValueKind.Object && info.RootElement.TryGetProperty("sha", out JsonElement sha)
            && RepositoryCache.IsCommit(sha.GetString())
            ? sha.GetString()! : throw NoHub(answer, "sha", "a commit of 40 hexadecimal digits");
    }

    /// <summary>Every file of a commit, all pages.</summary>
    public async Task<IReadOnlyList<ListedFile>> TreeAsync(string commit, CancellationToken cancel)
    {
        List<ListedFile> files = [];
        Uri? page = Url($"api/{Api}/tree/{commit}?recursive=true&expand=false");
        while (page is not null)
        {
            Uri here = page;
            using Answer answer = await transport.AskPatientlyAsync(() => Question.Get(here) with { Credentials = settings.Credentials,
                Within = settings.Endpoint }, cancel).ConfigureAwait(false);
            if (!answer.Ok) throw HubErrors.From(answer, settings, repository, null);
            using JsonDocument listing = await JsonAsync(answer, cancel).ConfigureAwait(false);
            files.AddRange(listing.RootElement.EnumerateArray().Where(e => e.GetProperty("type").GetString() == "file").Select(Read));
            page = Next(answer);
        }
        return files;
    }

    public RefusedException NotFound(Answer answer, string? file) => HubErrors.From(answer, settings, repository, file);

    private Uri Url(string path) => new($"{settings.Endpoint.AbsoluteUri.TrimEnd('/')}/{path}");

    private ListedFile Read(JsonElement entry)
    {
        string path = SafePath.Require(entry.GetProperty("path").GetString() ?? "", $"file name in the listing of {repository}");
        JsonElement lfs = entry.TryGetProperty("lfs", out JsonElement l) && l.ValueKind == JsonValueKind.Object ? l : default;
        ListedFile file = new(path, entry.GetProperty("size").GetInt64(), entry.GetProperty("oid").GetString() ?? "", lfs.ValueKind == JsonValueKind.Object
            ? lfs.GetProperty("oid").GetString() : null);
        return RepositoryCache.IsEtag(file.Etag) ? file
            : throw new GraftException($"The listing of {repository} gives '{path}' the hash '{SafePath.Printable(file.Etag)}'. Expected 40 or 64 " +
            "hexadecimal digits.");
    }

    /// <summary>The next page; on another host it is not asked for, because a listing is the hub's own to give.</summary>
    private Uri? Next(Answer answer)
    {
        Match next = NextPattern().Match(answer.Header("Link") ?? "");
        if (!next.Success) return null;
        Uri url = new(answer.Url, next.Groups[1].Value);
        return Question.SameOrigin(url, settings.Endpoint) ? url
            : throw new GraftException($"The listing of {repository} goes on at another host ({url.Authority}), which is refused.");
    }

    /// <summary>A body of JSON; an empty one is an empty object.</summary>
    public static async Task<JsonDocument> JsonAsync(Answer answer, CancellationToken cancel)
    {
        if (answer.Message.Content.Headers.ContentLength > LargestPage)
            throw new GraftException($"{Transport.Bare(answer.Url)} sends {answer.Message.Content.Headers.ContentLength} bytes of JSON; at most " +
                $"{LargestPage} are read.");
        try
        {
            using MemoryStream body = new();
            using ReportingStream limited = new(body, Transport.Bare(answer.Url), LargestPage, null);
            await answer.Message.Content.CopyToAsync(limited, cancel).ConfigureAwait(false);
            return body.Length == 0 ? JsonDocument.Parse("{}") : JsonDocument.Parse(body.ToArray());
        }
        catch (JsonException e)
        {
            throw new GraftException($"{Transport.Bare(answer.Url)} does not answer with JSON, so it is no Hugging Face hub (a proxy's sign-in page?). " +
                "Check HF_ENDPOINT and the proxy.", e);
        }
        catch (HttpRequestException e)
        {
            throw new UnreachableException($"{Transport.Bare(answer.Url)}: the connection broke: {e.Message}", null, e);
        }
    }

    private GraftException NoHub(Answer answer, string header, string expected) =>
        new($"{Transport.Bare(answer.Url)} does not answer as a Hugging Face hub: expected in {header} {expected}, found " +
            $"{(answer.Header(header) is { } found ? $"'{SafePath.Printable(found)}'" : "nothing")}. " +
            $"Check HF_ENDPOINT ({settings.Endpoint.Authority}) and whether a proxy answers in its place.");

    private string? Renamed(Uri url)
    {
        Match match = RepositoryPattern().Match(Uri.UnescapeDataString(url.AbsolutePath[(settings.Endpoint.AbsolutePath.TrimEnd('/').Length + 1)..]));
        return match.Success && match.Groups[1].Value != repository ? match.Groups[1].Value : null;
    }

    [GeneratedRegex("^(?:W/)?\"?([^\"]*)\"?$")] private static partial Regex TagPattern();
    [GeneratedRegex("<([^>]+)>\\s*;[^,]*rel=\"?next\"?")] private static partial Regex NextPattern();
    [GeneratedRegex("^((?:datasets/|spaces/)?[^/]+(?:/[^/]+)?)/resolve/")] private static partial Regex RepositoryPattern();
}
