using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Bundles;
using Graft.Hub.Transfer;

namespace Graft.Hub.HuggingFace.Pushing;

/// <summary>Publishing a folder, such as a bundle, in a repository of a Hugging Face hub (huggingface_hub: _commit_api.py, lfs.py).</summary>
public sealed class HubPush
{
    private const string Json = "application/json", Lines = "application/x-ndjson";
    private const int AtMost = 256;

    private readonly HuggingFaceAddress _target;
    private readonly PushOptions _push;
    private readonly Transport _transport;
    private readonly PushRequests _requests;

    private HubPush(HuggingFaceAddress target, PushOptions push, HubOptions options)
    {
        HuggingFaceSettings settings = new(options);
        if (options.Offline) throw new GraftException($"Offline: nothing is pushed to {target.Repository}.");
        if (!settings.HasToken)
            throw new GraftException($"Pushing to {settings.Endpoint.Authority} needs a token with write access. Set HF_TOKEN (or run 'hf auth login').");
        (_target, _push, _transport) = (target, push, new Transport(options));
        _requests = new(settings, _transport, target.Repository);
    }

    private string Revision => _target.Revision ?? "main";

    private string Api => $"api/{RepositoryCache.Typed(_target.Repository)}";

    private string Query => _push.PullRequest ? "?create_pr=1" : "";

    /// <summary>
    /// Pushes every file of a folder in one commit; makes the repository where there is none. Files that the hub has already are neither sent nor committed.
    /// </summary>
    /// <param name="folder">A bundle (which is checked first) or any folder; hidden files stay. A model card without metadata gets some.</param>
    /// <param name="target">org/name, and the branch in place of main.</param>
    /// <param name="push">Message and the like.</param>
    /// <param name="options">Token, endpoint, progress.</param>
    /// <param name="cancel">Stops; what is stored already is not sent again next time.</param>
    /// <exception cref="GraftException">No token, no access, a damaged bundle, or a hub that refuses; the message says which.</exception>
    public static Task<PushedCommit> RunAsync(string folder, HuggingFaceAddress target, PushOptions? push = null, HubOptions? options = null,
        CancellationToken cancel = default)
    {
        if (target.File is not null) throw new GraftException($"{target} names a file. Expected a repository: org/name, or org/name@branch.");
        if (!Directory.Exists(folder)) throw new GraftException($"There is no folder '{folder}'.");
        if (File.Exists(Path.Combine(folder, BundleFiles.Manifest))) BundleManifest.Verify(folder);
        return new HubPush(target, push ?? new(), options ?? new()).RunAsync([.. Files(folder)], cancel);
    }

    private static IEnumerable<PushedFile> Files(string folder)
    {
        byte[]? card = CardMetadata.Of(folder);
        if (card is not null) yield return PushedFile.Of(BundleFiles.Card, card);
        foreach (string name in FileLedger.NamesBelow(folder).Order(StringComparer.Ordinal))
            if (!name.Split('/').Any(part => part.StartsWith('.'))
                && (card is null || name != BundleFiles.Card)) yield return PushedFile.Of(name, Path.Combine(folder, name));
    }

    private async Task<PushedCommit> RunAsync(PushedFile[] files, CancellationToken cancel)
    {
        if (files.Length == 0) throw new GraftException("The folder holds no files to push.");
        await CreateAsync(cancel).ConfigureAwait(false);
        if (files.FirstOrDefault(f => f.Path == BundleFiles.Card) is { } card) await ValidateAsync(card, cancel).ConfigureAwait(false);
        (List<Announced> announced, string head) = await AnnounceAsync(files, cancel).ConfigureAwait(false);
        Announced[] changed = [.. announced.Where(a => !a.Ignored && !a.File.Is(a.Oid))];
        string[] unchanged = [.. announced.Except(changed).Select(a => a.File.Path)];
        if (changed.Length == 0) return new(head, null, [], unchanged);
        await new LargeFileUpload(_requests, _transport, _target.Repository, Revision).RunAsync([.. changed.Where(a => a.Large).Select(a => a.File)], cancel)
            .ConfigureAwait(false);
        (string commit, string? url) = await CommitAsync(changed, head, cancel).ConfigureAwait(false);
        return new(commit, url, [.. changed.Select(a => a.File.Path)], unchanged);
    }

    private async Task CreateAsync(CancellationToken cancel)
    {
        string[] parts = _target.Repository.Split('/');
        JsonObject wish = new() { ["name"] = parts[^1] };
        if (parts.Length > 1 && parts[^2] is not ("datasets" or "spaces")) wish["organization"] = parts[^2];
        if (parts[0] is "datasets" or "spaces" && parts.Length > 2) wish["type"] = parts[0].TrimEnd('s');
        if (_push.Private) wish["visibility"] = "private";
        using JsonDocument made = await _requests.PostAsync("api/repos/create", () => PushRequests.Text(wish, Json), "*/*", cancel, allowed: 409)
            .ConfigureAwait(false);
    }

    /// <summary>Has the hub check the card's metadata before anything is sent.</summary>
    private async Task ValidateAsync(PushedFile card, CancellationToken cancel)
    {
        JsonObject question = new() { ["content"] = Encoding.UTF8.GetString(card.Whole()),
            ["repoType"] = _target.Repository.StartsWith("datasets/", StringComparison.Ordinal) ? "dataset" : "model" };
        using JsonDocument answer = await _requests.PostAsync("api/validate-yaml", () => PushRequests.Text(question, Json), "*/*", cancel, allowed: 400)
            .ConfigureAwait(false);
        string[] errors = !answer.RootElement.TryGetProperty("errors", out JsonElement list) ? []
            : [.. list.EnumerateArray()
                .Select(e => e.TryGetProperty("message", out JsonElement m) ? SafePath.Printable(m.ToString()) : SafePath.Printable(e.ToString()))];
        if (errors.Length > 0)
        {
            throw new GraftException($"The hub refuses the metadata of {BundleFiles.Card}: {string.Join("; ", errors)}. Mend what stands between its '---' " +
                "lines.");
        }
    }

    /// <summary>Asks for each file how it is to come, and for the head of the branch.</summary>
    private async Task<(List<Announced> Files, string Head)> AnnounceAsync(IEnumerable<PushedFile> files, CancellationToken cancel)
    {
        List<Announced> all = [];
        string head = "";
        foreach (PushedFile[] some in files.Chunk(AtMost))
        {
            JsonArray list = [.. some.Select(f => new JsonObject { ["path"] = f.Path, ["sample"] = Convert.ToBase64String(f.Sample()), ["size"] = f.Size })];
            using JsonDocument answer = await _requests.PostAsync($"{Api}/preupload/{Uri.EscapeDataString(Revision)}{Query}",
                new JsonObject { ["files"] = list }, Json, cancel).ConfigureAwait(false);
            Dictionary<string, PushedFile> byPath = some.ToDictionary(f => f.Path, StringComparer.Ordinal);
            all.AddRange(answer.RootElement.GetProperty("files").EnumerateArray().Where(f => byPath.ContainsKey(f.GetProperty("path").GetString()!))
                .Select(f => Announced.Read(f, byPath[f.GetProperty("path").GetString()!])));
            if (answer.RootElement.TryGetProperty("commitOid", out JsonElement oid) && RepositoryCache.IsCommit(oid.GetString())) head = oid.GetString()!;
        }
        return (all, head);
    }

    private async Task<(string Commit, string? Url)> CommitAsync(Announced[] changed, string head, CancellationToken cancel)
    {
        JsonObject header = new() { ["summary"] = _push.Message, ["description"] = "" };
        if (head.Length > 0) header["parentCommit"] = head;
        string body = PushRequests.Line("header", header) + string.Concat(changed.Select(a => a.Line()));
        HttpContent Body() => PushRequests.Text(body, Lines);
        string path = $"{Api}/commit/{Uri.EscapeDataString(Revision)}{Query}";
        try
        {
            using JsonDocument answer = await _requests.PostOnceAsync(path, Body, cancel).ConfigureAwait(false);
            JsonElement root = answer.RootElement;
            return (root.GetProperty("commitOid").GetString()!, root.TryGetProperty("pullRequestUrl", out JsonElement page) ? page.GetString()
                : root.GetProperty("commitUrl").GetString());
        }
        catch (UnreachableException e) when (!_push.PullRequest)
        {
            return (await HappenedAsync(changed, head, e, cancel).ConfigureAwait(false), null);
        }
    }

    /// <summary>The answer to a commit was lost: it is looked up whether it has happened.</summary>
    private async Task<string> HappenedAsync(Announced[] changed, string head, UnreachableException lost, CancellationToken cancel)
    {
        (List<Announced> now, string newHead) = await AnnounceAsync(changed.Select(a => a.File), cancel).ConfigureAwait(false);
        if (newHead != head && now.All(a => a.File.Is(a.Oid))) return newHead;
        throw new GraftException($"{lost.Message} The commit to {_target.Repository} has not happened. Push again: files that are stored already are not " +
            "sent anew.", lost);
    }

    /// <summary>A file and what the hub says of it.</summary>
    private sealed record Announced(PushedFile File, bool Large, bool Ignored, string? Oid)
    {
        /// <summary>An empty file is never large: its hash is nobody's.</summary>
        public static Announced Read(JsonElement answer, PushedFile file) => new(file,
            file.Size > 0 && answer.GetProperty("uploadMode").GetString() == "lfs",
            answer.TryGetProperty("shouldIgnore", out JsonElement ignore) && ignore.ValueKind == JsonValueKind.True,
            answer.TryGetProperty("oid", out JsonElement oid) ? oid.GetString() : null);

        public string Line() => Large
            ? PushRequests.Line("lfsFile", new() { ["path"] = File.Path, ["algo"] = "sha256", ["oid"] = File.Sha256, ["size"] = File.Size })
            : PushRequests.Line("file", new() { ["content"] = Convert.ToBase64String(File.Whole()), ["path"] = File.Path, ["encoding"] = "base64" });
    }
}
