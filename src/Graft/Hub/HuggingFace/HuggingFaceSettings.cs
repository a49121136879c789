using System.Globalization;
using System.Net.Http.Headers;
using Graft.Hub.Transfer;

namespace Graft.Hub.HuggingFace;

/// <summary>
/// What the environment says about the hub; names and defaults are those of huggingface_hub (constants.py), so that both share cache and token.
/// </summary>
internal sealed class HuggingFaceSettings(HubOptions options)
{
    /// <summary>Without a slash at its end.</summary>
    public Uri Endpoint { get; } = Uri.TryCreate((options.Set("HF_ENDPOINT") ?? "https://huggingface.co").TrimEnd('/'), UriKind.Absolute, out Uri? url)
        && url.Scheme is "https" or "http"
        ? url! : throw new GraftException($"HF_ENDPOINT is '{options.Set("HF_ENDPOINT")}'. Expected a URL such as https://huggingface.co.");

    public string Cache { get; } = Path.GetFullPath(options.Set("HF_HUB_CACHE") ?? options.Set("HUGGINGFACE_HUB_CACHE") ?? Path.Combine(Home(options), "hub"));

    public bool Symlinks { get; } = !HubOptions.IsTrue(options.Variable("HF_HUB_DISABLE_SYMLINKS"));

    public TimeSpan HeadPatience { get; } = Seconds(options, "HF_HUB_ETAG_TIMEOUT");

    public TimeSpan BodyPatience { get; } = Seconds(options, "HF_HUB_DOWNLOAD_TIMEOUT");

    public bool HasToken => Token is not null;

    private string? Token { get; } = HubOptions.IsTrue(options.Variable("HF_HUB_DISABLE_IMPLICIT_TOKEN")) ? null
        : Clean(options.Set("HF_TOKEN") ?? options.Set("HUGGING_FACE_HUB_TOKEN")) ?? Clean(ReadToken(options));

    /// <summary>The token for the endpoint's own origin, and for nobody else; never over an open line.</summary>
    public AuthenticationHeaderValue? Credentials(Uri url) =>
        Token is { } token && Question.SameOrigin(url, Endpoint) && (url.Scheme == "https" || url.IsLoopback) ? new("Bearer", token) : null;

    private static string Home(HubOptions options) =>
        options.Set("HF_HOME") ?? Path.Combine(options.Set("XDG_CACHE_HOME") ?? Path.Combine(options.UserFolder, ".cache"), "huggingface");

    private static string? ReadToken(HubOptions options)
    {
        string path = options.Set("HF_TOKEN_PATH") ?? Path.Combine(Home(options), "token");
        return File.Exists(path) ? File.ReadAllText(path) : null;
    }

    private static string? Clean(string? token)
    {
        string? trimmed = token?.Trim();
        if (trimmed is null or "") return null;
        return trimmed.All(c => c is > ' ' and < '\x7f') ? trimmed
            : throw new GraftException("The Hugging Face token (HF_TOKEN or the token file) holds characters that no token has. Copy it again from the " +
            "hub's settings.");
    }

    private static TimeSpan Seconds(HubOptions options, string name) =>
        TimeSpan.FromSeconds(options.Set(name) is not { } text ? 10
            : double.TryParse(text, CultureInfo.InvariantCulture, out double seconds) && seconds is > 0 and < 86400 ? seconds
            : throw new GraftException($"{name} is '{text}'. Expected seconds, as 10."));
}
