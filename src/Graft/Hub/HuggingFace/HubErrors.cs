using Graft.Hub.Transfer;

namespace Graft.Hub.HuggingFace;

/// <summary>What a refusal of the hub means, and what to do about it.</summary>
internal sealed class RefusedException(string message, RefusalKind kind) : GraftException(message)
{
    public RefusalKind Kind { get; } = kind;

    /// <summary>The commit that lacks the file, where the hub says so.</summary>
    public string? Commit { get; init; }
}

/// <summary>Why the hub refuses.</summary>
internal enum RefusalKind { NoFile, NoRevision, NoAccess, Other }

/// <summary>Reads X-Error-Code, X-Error-Message and the status.</summary>
internal static class HubErrors
{
    public static RefusedException From(Answer answer, HuggingFaceSettings settings, string repository, string? file)
    {
        string hub = settings.Endpoint.Authority, page = $"{Transport.Bare(settings.Endpoint).TrimEnd('/')}/{repository}";
        string said = answer.Header("X-Error-Message") is { Length: > 0 } words ? $" The hub says: {SafePath.Printable(words)}" : "";
        return (answer.Header("X-Error-Code"), answer.Status) switch
        {
            ("EntryNotFound", _) =>
                new($"{repository} has no file '{file}'.{said}", RefusalKind.NoFile) { Commit = answer.Header("X-Repo-Commit") is { } commit
                && RepositoryCache.IsCommit(commit) ? commit : null },
            ("RevisionNotFound", _) =>
                new($"{repository} has no such branch, tag or commit.{said} Commits are written with all 40 digits. Its revisions are listed at " +
                $"{page}/tree/main.", RefusalKind.NoRevision),
            ("GatedRepo", _) =>
                new($"{repository} is gated: its owner must grant you access. Ask for it at {page}, then {Identify(settings)}.{said}", RefusalKind.NoAccess),
            ("RepoNotFound", _) when settings.HasToken =>
                new($"{repository} does not exist on {hub}, or the token in use may not read it. Check the spelling, and the token's rights.{said}",
                RefusalKind.NoAccess),
            ("RepoNotFound", _) =>
                new($"{repository} does not exist on {hub}, or it is private. Check the spelling; for a private one, {Identify(settings)}.{said}",
                RefusalKind.NoAccess),
            (_, 401) when settings.HasToken =>
                new($"{hub} does not accept the token in use (HF_TOKEN or the token file). Make a new one in the hub's settings, or unset it for public " +
                $"models.{said}", RefusalKind.NoAccess),
            (_, 401 or 403) =>
                new($"{hub} refuses access to {repository} (status {answer.Status}). " +
                $"{char.ToUpperInvariant(Identify(settings)[0])}{Identify(settings)[1..]}.{said}", RefusalKind.NoAccess),
            (_, 404) =>
                new($"{Transport.Bare(answer.Url)} does not exist (404, without the hub's own error code). Is HF_ENDPOINT ({settings.Endpoint.Authority}) a " +
                $"hub?{said}", RefusalKind.Other),
            _ => new($"{Transport.Bare(answer.Url)} answers {answer.Status} {answer.Message.ReasonPhrase}.{said}", RefusalKind.Other),
        };
    }

    private static string Identify(HuggingFaceSettings settings) =>
        settings.HasToken ? "check that the token in use belongs to you and may read it" : "set HF_TOKEN (or run 'hf auth login')";
}
