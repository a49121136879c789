namespace Graft.Hub.HuggingFace.Pushing;

/// <summary>How a folder is pushed to a Hugging Face hub.</summary>
public sealed record PushOptions
{
    /// <summary>The commit's one line.</summary><value>Push with Graft</value>
    public string Message { get; init; } = "Push with Graft";

    /// <summary>Make the repository private, if it does not exist yet.</summary><value>false: as the account's owner has set</value>
    public bool Private { get; init; }

    /// <summary>Propose the change as a pull request instead of making it.</summary><value>false</value>
    public bool PullRequest { get; init; }
}

/// <summary>What a push did.</summary>
/// <param name="Commit">The commit, 40 hexadecimal digits; where nothing was new, the one that was there.</param>
/// <param name="Url">A page that shows it, as the hub says; null where nothing was new.</param>
/// <param name="Changed">Files that the commit adds or replaces.</param>
/// <param name="Unchanged">Files that the hub had already.</param>
public sealed record PushedCommit(string Commit, string? Url, IReadOnlyList<string> Changed, IReadOnlyList<string> Unchanged);
