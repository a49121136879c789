using System.Globalization;
using System.Text.RegularExpressions;

namespace Graft.Hub.Transfer;

/// <summary>How long to wait before another try.</summary>
internal static partial class Backoff
{
    public const int Retries = 5;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(6);

    /// <summary>What the server asked for, else 1, 2, 4, 8, 8 seconds.</summary>
    public static TimeSpan After(int failures, TimeSpan? asked) => asked ?? TimeSpan.FromSeconds(Math.Min(8, 1 << failures));

    /// <summary>
    /// The wait that an answer asks for: <c>RateLimit: "name";r=0;t=55</c> (IETF draft-ietf-httpapi-ratelimit-headers), else Retry-After; one second is added,
    /// clocks being what they are.
    /// </summary>
    public static TimeSpan? Asked(Answer answer)
    {
        double? seconds = answer.Header("RateLimit") is { } limit && ResetPattern().Match(limit) is { Success: true } reset
            ? double.Parse(reset.Groups[1].Value, CultureInfo.InvariantCulture)
            : answer.Message.Headers.RetryAfter?.Delta?.TotalSeconds ?? (answer.Message.Headers.RetryAfter?.Date - DateTimeOffset.UtcNow)?.TotalSeconds;
        if (seconds is null) return null;
        TimeSpan wait = TimeSpan.FromSeconds(Math.Max(0, Math.Min(seconds.Value, Longest.TotalSeconds)) + 1);
        return wait;
    }

    [GeneratedRegex(@";\s*t=(\d{1,6})\b")] private static partial Regex ResetPattern();
}
