using System.Text.Json;
using System.Text.RegularExpressions;

namespace Graft.Tests.Hub;

/// <summary>The repositories of the fixtures, served as a hub and, from another origin, a CDN do; each answer can be replaced.</summary>
internal sealed class HubServer : IDisposable
{
    private readonly JsonElement[] _repositories = [.. JsonDocument.Parse(File.ReadAllBytes(Shared.Path("fixtures/hub/repositories.json"))).RootElement.EnumerateArray()];

    public HubServer()
    {
        Hub.Answer = request => OnHub?.Invoke(request) ?? Serve(request);
        Cdn.Answer = request => OnCdn?.Invoke(request) ?? Content(request, Path.GetFileName(request.Path));
    }

    public WebServer Hub { get; } = new();

    public WebServer Cdn { get; } = new();

    /// <summary>Answers in the hub's place; null leaves it to the hub.</summary>
    public Func<WebRequest, WebAnswer?>? OnHub { get; set; }

    /// <summary>Answers in the CDN's place; null leaves it to the CDN.</summary>
    public Func<WebRequest, WebAnswer?>? OnCdn { get; set; }

    public IEnumerable<string> Asked => Hub.Requests.Select(r => $"HUB {r.Method} {r.Path}").Concat(Cdn.Requests.Select(r => $"CDN {r.Method} {r.Path}"));

    public static byte[] Content(string etag) => File.ReadAllBytes(Shared.Path($"fixtures/hub/contents/{etag}"));

    /// <summary>A content as the CDN serves it, ranges included.</summary>
    public static WebAnswer Content(WebRequest request, string etag)
    {
        byte[] content = Content(etag);
        Dictionary<string, string> headers = new() { ["ETag"] = $"\"{etag}\"" };
        if (request.Header("Range") is not { } range) return new(200) { Body = content, Headers = headers };
        int from = int.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture);
        headers["Content-Range"] = $"bytes {from}-{content.Length - 1}/{content.Length}";
        return new(206) { Body = content[from..], Headers = headers };
    }

    public WebAnswer Serve(WebRequest request)
    {
        if (request.Path.Contains("acme/old-bert", StringComparison.Ordinal)) return new(307) { Headers = { ["Location"] = request.Path.Replace("old-bert", "tiny-bert", StringComparison.Ordinal) } };
        Match match = Regex.Match(request.Path, "^/(?:api/)?(?:models/)?(?<type>datasets/)?(?<name>acme/[^/]+)/(?<verb>resolve|revision|tree)/(?<revision>[^/?]+)(/(?<file>[^?]+))?");
        string type = match.Groups["type"].Success ? "datasets" : "models";
        JsonElement repository = _repositories.FirstOrDefault(r => r.GetProperty("name").GetString() == match.Groups["name"].Value && r.GetProperty("type").GetString() == type);
        if (repository.ValueKind == JsonValueKind.Undefined) return Error(request.Header("Authorization") is null ? 401 : 404, "RepoNotFound", "Repository not found");
        string revision = Uri.UnescapeDataString(match.Groups["revision"].Value);
        string? commit = repository.GetProperty("refs").TryGetProperty(revision, out JsonElement named) ? named.GetString() : revision;
        JsonElement found = repository.GetProperty("commits").EnumerateArray().FirstOrDefault(c => c.GetProperty("sha").GetString() == commit);
        if (found.ValueKind == JsonValueKind.Undefined) return Error(404, "RevisionNotFound", $"Invalid rev id: {revision}");
        return match.Groups["verb"].Value switch
        {
            "revision" => WebAnswer.Text($"{{\"id\": \"{match.Groups["name"].Value}\", \"sha\": \"{commit}\"}}"),
            "tree" => Tree(request, found),
            _ => Resolve(request, match.Groups["name"].Value, found, Uri.UnescapeDataString(match.Groups["file"].Value)),
        };
    }

    public void Dispose()
    {
        Hub.Dispose();
        Cdn.Dispose();
    }

    private WebAnswer Resolve(WebRequest request, string repository, JsonElement commit, string path)
    {
        (string, string) sha = ("X-Repo-Commit", commit.GetProperty("sha").GetString()!);
        if (repository == "acme/gated-bert" && request.Header("Authorization") is null) return Error(403, "GatedRepo", $"Access to model {repository} is restricted");
        JsonElement file = commit.GetProperty("files").EnumerateArray().FirstOrDefault(f => f.GetProperty("path").GetString() == path);
        if (file.ValueKind == JsonValueKind.Undefined) return Error(404, "EntryNotFound", "Entry not found", sha);
        string etag = file.GetProperty("etag").GetString()!;
        Dictionary<string, string> headers = new() { [sha.Item1] = sha.Item2, ["ETag"] = $"\"{file.GetProperty("oid").GetString()}\"" };
        if (!file.TryGetProperty("lfs", out JsonElement lfs)) return new(200) { Body = Content(etag), Headers = headers };
        headers["X-Linked-Size"] = lfs.GetProperty("size").GetRawText();
        headers["X-Linked-Etag"] = $"\"{etag}\"";
        headers["Location"] = $"{Cdn.Address}/repos/{etag[..2]}/{etag}";
        return new(302) { Headers = headers };
    }

    private WebAnswer Tree(WebRequest request, JsonElement commit)
    {
        JsonElement[] files = [.. commit.GetProperty("files").EnumerateArray()];
        Match cursor = Regex.Match(request.Path, "cursor=(\\d+)");
        const int page = 5;
        bool paged = files.Length > 8;
        int from = cursor.Success ? int.Parse(cursor.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0;
        string entries = string.Join(',', files.Skip(from).Take(paged ? page : files.Length).Select(f => "{\"type\":\"file\"," + f.GetRawText().TrimStart()[1..]));
        WebAnswer answer = WebAnswer.Text($"[{{\"type\":\"directory\",\"oid\":\"x\",\"size\":0,\"path\":\"onnx\"}},{entries}]");
        if (paged && from + page < files.Length) answer.Headers["Link"] = $"<{Hub.Address}{request.Path.Split('?')[0]}?recursive=true&cursor={from + page}>; rel=\"next\"";
        return answer;
    }

    private static WebAnswer Error(int status, string code, string message, params (string Name, string Value)[] more) =>
        new(status) { Headers = more.Append(("X-Error-Code", code)).Append(("X-Error-Message", message)).ToDictionary(h => h.Item1, h => h.Item2) };
}
