using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Hub.Transfer;

namespace Graft.Hub.HuggingFace.Pushing;

/// <summary>
/// Large files go to the storage behind the hub (git-lfs, docs/api/batch.md, with the hub's transfer "multipart"); what is stored already is not sent.
/// </summary>
internal sealed class LargeFileUpload(PushRequests requests, Transport transport, string repository, string revision)
{
    private const string Type = "application/vnd.git-lfs+json";
    private const int AtOnce = 4, AtMost = 256;
    private const long SlowestBytesASecond = 30_000;

    public async Task RunAsync(IReadOnlyList<PushedFile> files, CancellationToken cancel)
    {
        foreach (PushedFile[] some in files.DistinctBy(f => f.Sha256).Chunk(AtMost)) await BatchAsync(some, cancel).ConfigureAwait(false);
    }

    private async Task BatchAsync(PushedFile[] files, CancellationToken cancel)
    {
        JsonObject question = new()
        {
            ["operation"] = "upload",
            ["transfers"] = new JsonArray("basic", "multipart"),
            ["objects"] = new JsonArray([.. files.Select(f => new JsonObject { ["oid"] = f.Sha256, ["size"] = f.Size })]),
            ["hash_algo"] = "sha256",
            ["ref"] = new JsonObject { ["name"] = revision },
        };
        using JsonDocument answer = await requests.PostAsync($"{repository}.git/info/lfs/objects/batch", question, Type, cancel).ConfigureAwait(false);
        JsonElement[] objects = [.. answer.RootElement.GetProperty("objects").EnumerateArray().Select(o => o.Clone())];
        string[] faults = [.. objects.Where(o => o.TryGetProperty("error", out _)).Select(o => SafePath.Printable(o.GetProperty("error").GetRawText()))];
        if (faults.Length > 0) throw new GraftException($"The hub refuses files of {repository}: {string.Join("; ", faults)}");
        foreach (JsonElement one in objects.Where(o => o.TryGetProperty("actions", out _)))
        {
            PushedFile file = files.FirstOrDefault(f => f.Sha256 == one.GetProperty("oid").GetString())
                ?? throw new GraftException($"The hub asks for a file of {repository} that was not announced to it.");
            await SendAsync(file, one.GetProperty("actions"), cancel).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(PushedFile file, JsonElement actions, CancellationToken cancel)
    {
        JsonElement upload = actions.GetProperty("upload");
        Uri href = requests.Address(upload.GetProperty("href").GetString()!);
        Dictionary<string, string> header = upload.TryGetProperty("header", out JsonElement h)
            ? h.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.ToString()) : [];
        if (header.TryGetValue("chunk_size", out string? chunk)) await SendPartsAsync(file, href, header, long.Parse(chunk, CultureInfo.InvariantCulture),
            cancel).ConfigureAwait(false);
        else await PutAsync(file, href, 0, file.Size, cancel).ConfigureAwait(false);
        if (!actions.TryGetProperty("verify", out JsonElement verify)) return;
        JsonObject proof = new() { ["oid"] = file.Sha256, ["size"] = file.Size };
        using JsonDocument done = await requests.PostAsync(verify.GetProperty("href").GetString()!, proof, "application/json", cancel).ConfigureAwait(false);
    }

    private async Task SendPartsAsync(PushedFile file, Uri completion, Dictionary<string, string> header, long chunk, CancellationToken cancel)
    {
        (int Number, Uri Url)[] parts = [.. header.Where(p => int.TryParse(p.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(p => (int.Parse(p.Key, CultureInfo.InvariantCulture), requests.Address(p.Value))).OrderBy(p => p.Item1)];
        if (chunk <= 0 || parts.Length != (file.Size + chunk - 1) / chunk || parts.Where((p, i) => p.Number != i + 1).Any())
            throw new GraftException($"{file.Path}: for {file.Size} bytes the hub offers {parts.Length} parts of {chunk} bytes, which do not fit.");
        string[] tags = new string[parts.Length];
        await Parallel.ForEachAsync(parts, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancel }, async (part, stop) =>
        {
            long from = (part.Number - 1) * chunk;
            tags[part.Number - 1] = await PutAsync(file, part.Url, from, Math.Min(chunk, file.Size - from), stop).ConfigureAwait(false)
                ?? throw new GraftException($"{file.Path}: the storage gives part {part.Number} no ETag.");
        }).ConfigureAwait(false);
        JsonArray list = [.. tags.Select((tag, i) => new JsonObject { ["partNumber"] = i + 1, ["etag"] = tag })];
        using JsonDocument done = await requests.PostAsync(completion.AbsoluteUri, new JsonObject { ["oid"] = file.Sha256, ["parts"] = list }, Type, cancel)
            .ConfigureAwait(false);
    }

    /// <summary>Sends a stretch to a signed address, which needs and gets no token; the same stretch may be sent again.</summary>
    private async Task<string?> PutAsync(PushedFile file, Uri url, long from, long length, CancellationToken cancel)
    {
        Question Put() => new(HttpMethod.Put, url)
        {
            Content = () => new PartContent(file, from, length, transport.Options.Progress),
            Patience = TimeSpan.FromSeconds(30 + length / SlowestBytesASecond),
        };
        using Answer answer = await transport.AskPatientlyAsync(Put, cancel).ConfigureAwait(false);
        if (!answer.Ok) throw new GraftException($"{file.Path} can't be stored: {Transport.Bare(url)} answers {answer.Status} {answer.Message.ReasonPhrase}.");
        return answer.Header("ETag");
    }
}
