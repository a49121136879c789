namespace Graft.Hub;

/// <summary>How models are fetched.</summary>
public sealed record HubOptions
{
    /// <summary>Open no socket: take what is on this machine, or say what is missing and where it was looked for.</summary>
    /// <value>false; true as well where GRAFT_OFFLINE, HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE is 1, ON, YES or TRUE</value>
    public bool Offline
    {
        get => field || OfflineVariables.Any(name => IsTrue(Variable(name)));
        init;
    }

    /// <summary>The folder of Graft's own caches.</summary>
    /// <value>GRAFT_HOME, else the platform's cache folder: $XDG_CACHE_HOME or ~/.cache, ~/Library/Caches, %LOCALAPPDATA%, and 'graft' in it</value>
    public string? Home { get; init; }

    /// <summary>Pins that addresses are held to; addresses without a pin get theirs.</summary>
    /// <value>null: each address means what it means now</value>
    public ModelPins? Pins { get; init; }

    /// <summary>Told while files are fetched and hashed.</summary>
    public IProgress<TransferProgress>? Progress { get; init; }

    /// <summary>How an environment variable is read; tests put their own.</summary>
    internal Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Trust no remembered hash: read and hash every file again.</summary>
    internal bool HashAgain { get; init; }

    /// <summary>How the time between two tries passes; tests do not wait.</summary>
    internal Func<TimeSpan, CancellationToken, Task> Delay { get; init; } = Task.Delay;

    /// <summary>Where the search for NuGet.Config, .npmrc and pip.conf begins.</summary>
    /// <value>the current folder</value>
    public string ConfigFolder { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>Where the caches lie: Home, GRAFT_HOME, or the cache folder of the platform.</summary>
    public string HomeFolder => Path.GetFullPath(Home ?? Set("GRAFT_HOME") ?? Path.Combine(PlatformCache(), "graft"));

    /// <summary>The value of a variable, if it has one.</summary>
    internal string? Set(string name) => Variable(name) is { Length: > 0 } value ? value : null;

    internal string UserFolder => Set(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

    internal static bool IsTrue(string? value) => value?.ToUpperInvariant() is "1" or "ON" or "YES" or "TRUE";

    private static readonly string[] OfflineVariables = ["GRAFT_OFFLINE", "HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"];

    private string PlatformCache() =>
        OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
        : OperatingSystem.IsMacOS() ? Path.Combine(UserFolder, "Library", "Caches")
        : Set("XDG_CACHE_HOME") ?? Path.Combine(UserFolder, ".cache");
}

/// <summary>How far a transfer is.</summary>
/// <param name="What">The file or package.</param>
/// <param name="Done">Bytes so far.</param>
/// <param name="Total">Bytes in all; null where the server does not say.</param>
public readonly record struct TransferProgress(string What, long Done, long? Total);
