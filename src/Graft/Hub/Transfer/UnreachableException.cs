namespace Graft.Hub.Transfer;

/// <summary>
/// A server that could not be asked just now: no network, no answer in time, too many requests, its own trouble. Worth another try, or an older copy.
/// </summary>
/// <param name="message">Which server, and what it did.</param>
/// <param name="wait">How long the server asks to wait, if it says.</param>
/// <param name="cause">The error below.</param>
internal sealed class UnreachableException(string message, TimeSpan? wait = null, Exception? cause = null) : GraftException(message, cause!)
{
    public TimeSpan? Wait { get; } = wait;
}
