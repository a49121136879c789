using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Graft.Tests.Hub;

/// <summary>A hub that takes pushes, and the storage behind it; its answers are those of fixtures/hub/transcripts/upload*.json.</summary>
internal sealed class PushServer : IDisposable
{
    private readonly Dictionary<string, byte[]> _stored = [];
    private readonly Dictionary<string, byte[]> _parts = [];

    public PushServer()
    {
        Hub.Answer = r => OnHub?.Invoke(r) ?? Serve(r);
        Storage.Answer = r => OnStorage?.Invoke(r) ?? Store(r);
    }

    public WebServer Hub { get; } = new();

    public WebServer Storage { get; } = new();

    public Func<WebRequest, WebAnswer?>? OnHub { get; set; }

    public Func<WebRequest, WebAnswer?>? OnStorage { get; set; }

    /// <summary>Larger files come in parts of so many bytes.</summary>
    public int Chunk { get; set; } = int.MaxValue;

    /// <summary>Files of the branch, as they were committed.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    public List<JsonObject> Commits { get; } = [];

    public string Head => Commits.Count.ToString("x40", CultureInfo.InvariantCulture);

    public IEnumerable<string> Asked => Hub.Requests.Select(r => $"{r.Method} {r.Path}");

    public void Dispose()
    {
        Hub.Dispose();
        Storage.Dispose();
    }

    public WebAnswer Serve(WebRequest request)
    {
        if (request.Header("Authorization") is null) return Text(401, "{\"error\":\"Invalid username or password.\"}");
        return request.Path.Split('?')[0] switch
        {
            "/api/repos/create" => Text(200, "{}"),
            "/api/validate-yaml" => Encoding.UTF8.GetString(request.Body).Contains("license: [", StringComparison.Ordinal) ? Text(400, "{\"errors\":[{\"message\":\"YAML is invalid\"}]}") : Text(200, "{\"errors\":[],\"warnings\":[]}"),
            var p when p.Contains("/preupload/", StringComparison.Ordinal) => Preupload(request),
            var p when p.EndsWith("/objects/batch", StringComparison.Ordinal) => Batch(request),
            var p when p.StartsWith("/complete/", StringComparison.Ordinal) => Complete(request, p),
            var p when p.StartsWith("/verify/", StringComparison.Ordinal) => Text(_stored.ContainsKey(p["/verify/".Length..]) ? 200 : 422, "{}"),
            var p when p.Contains("/commit/", StringComparison.Ordinal) => Commit(request),
            _ => new(404),
        };
    }

    public WebAnswer Store(WebRequest request)
    {
        string[] parts = request.Path.Split('/');
        if (parts.Length == 3) _stored[parts[2]] = request.Body;
        else _parts[$"{parts[2]}/{parts[3]}"] = request.Body;
        return new(200) { Headers = { ["ETag"] = $"\"{Convert.ToHexStringLower(SHA256.HashData(request.Body))[..8]}\"" } };
    }

    private WebAnswer Preupload(WebRequest request)
    {
        JsonArray files = [.. Json(request)["files"]!.AsArray().Select(f => new JsonObject
        {
            ["path"] = f!["path"]!.GetValue<string>(),
            ["uploadMode"] = f["path"]!.GetValue<string>().EndsWith(".onnx", StringComparison.Ordinal) || f["size"]!.GetValue<long>() == 0 ? "lfs" : "regular",
            ["shouldIgnore"] = false,
            ["oid"] = Files.TryGetValue(f["path"]!.GetValue<string>(), out byte[]? known) ? Oid(f["path"]!.GetValue<string>(), known) : null,
        })];
        foreach (JsonNode? file in files.Where(f => f!["oid"] is null)) file!.AsObject().Remove("oid");
        return Text(200, new JsonObject { ["files"] = files, ["commitOid"] = Head }.ToJsonString());
    }

    private static string Oid(string path, byte[] content) => path.EndsWith(".onnx", StringComparison.Ordinal) ? Convert.ToHexStringLower(SHA256.HashData(content))
#pragma warning disable CA5350
        : Convert.ToHexStringLower(SHA1.HashData([.. Encoding.ASCII.GetBytes($"blob {content.Length}\0"), .. content]));
#pragma warning restore CA5350

    private WebAnswer Batch(WebRequest request) => Text(200, new JsonObject
    {
        ["objects"] = new JsonArray([.. Json(request)["objects"]!.AsArray().Select(o => Offer(o!["oid"]!.GetValue<string>(), o["size"]!.GetValue<int>()))]),
    }.ToJsonString());

    private JsonObject Offer(string oid, int size)
    {
        JsonObject offer = new() { ["oid"] = oid, ["size"] = size };
        if (_stored.ContainsKey(oid)) return offer;
        JsonObject header = [];
        if (size > Chunk)
        {
            header["chunk_size"] = Chunk.ToString(CultureInfo.InvariantCulture);
            for (int part = 1; part <= (size + Chunk - 1) / Chunk; part++) header[part.ToString("d5", CultureInfo.InvariantCulture)] = $"{Storage.Address}/upload/{oid}/{part}";
        }
        offer["actions"] = new JsonObject
        {
            ["upload"] = new JsonObject { ["href"] = size > Chunk ? $"{Hub.Address}/complete/{oid}" : $"{Storage.Address}/upload/{oid}", ["header"] = header },
            ["verify"] = new JsonObject { ["href"] = $"{Hub.Address}/verify/{oid}" },
        };
        return offer;
    }

    private WebAnswer Complete(WebRequest request, string path)
    {
        string oid = path["/complete/".Length..];
        byte[][] parts = [.. Json(request)["parts"]!.AsArray().Select(p => _parts[$"{oid}/{p!["partNumber"]!.GetValue<int>()}"])];
        _stored[oid] = [.. parts.SelectMany(p => p)];
        return Text(200, "{}");
    }

    private WebAnswer Commit(WebRequest request)
    {
        JsonNode[] lines = [.. Encoding.UTF8.GetString(request.Body).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!)];
        JsonObject header = lines[0]["value"]!.AsObject();
        if (header["parentCommit"]?.GetValue<string>() != Head) return Text(412, "{\"error\":\"A commit has happened since.\"}");
        foreach (JsonNode line in lines.Skip(1))
        {
            JsonNode value = line["value"]!;
            Files[value["path"]!.GetValue<string>()] = line["key"]!.GetValue<string>() == "file" ? Convert.FromBase64String(value["content"]!.GetValue<string>()) : _stored[value["oid"]!.GetValue<string>()];
        }
        Commits.Add(header);
        return Text(200, $"{{\"success\":true,\"commitOid\":\"{Head}\",\"commitUrl\":\"{Hub.Address}/commit/{Head}\"}}");
    }

    private static JsonNode Json(WebRequest request) => JsonNode.Parse(request.Body)!;

    private static WebAnswer Text(int status, string body) => new(status) { Body = Encoding.UTF8.GetBytes(body), Headers = { ["Content-Type"] = "application/json" } };
}
