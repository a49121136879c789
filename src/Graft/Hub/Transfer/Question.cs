using System.Net.Http.Headers;

namespace Graft.Hub.Transfer;

/// <summary>One request, redirects included.</summary>
internal sealed record Question(HttpMethod Method, Uri Url)
{
    /// <summary>Whom to show which credentials; asked anew for each address on the way.</summary>
    public Func<Uri, AuthenticationHeaderValue?> Credentials { get; init; } = _ => null;

    /// <summary>Redirects are followed within this origin only, and one that leaves it is the answer; null follows everywhere.</summary>
    public Uri? Within { get; init; }

    /// <summary>Bytes that are here already.</summary>
    public long From { get; init; }

    /// <summary>The entity tag that those bytes had.</summary>
    public EntityTagHeaderValue? IfRange { get; init; }

    public string Accept { get; init; } = "*/*";

    /// <summary>Makes the body, anew for each time that it is sent.</summary>
    public Func<HttpContent>? Content { get; init; }

    /// <summary>How long the first byte of an answer may take.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    public static Question Get(Uri url) => new(HttpMethod.Get, url);

    public static bool SameOrigin(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && string.Equals(a.IdnHost, b.IdnHost, StringComparison.OrdinalIgnoreCase);
}

/// <summary>What came back, and from where after redirects.</summary>
internal sealed record Answer(HttpResponseMessage Message, Uri Url) : IDisposable
{
    public int Status => (int)Message.StatusCode;

    public bool Ok => Message.IsSuccessStatusCode;

    public string? Header(string name) =>
        Message.Headers.TryGetValues(name, out var values) || Message.Content.Headers.TryGetValues(name, out values) ? values.FirstOrDefault() : null;

    /// <summary>Where a redirect points.</summary>
    public Uri? Location => Message.Headers.Location is { } to ? new Uri(Url, to) : null;

    public void Dispose() => Message.Dispose();
}
