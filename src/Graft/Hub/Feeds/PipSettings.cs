using System.Net.Http.Headers;
using System.Text;
using Graft.Hub.Transfer;

namespace Graft.Hub.Feeds;

/// <summary>
/// The one index that pip would ask: PIP_INDEX_URL, else index-url of pip.conf, else the public one. Further indexes are not asked: a name is bound to one
/// source.
/// </summary>
internal sealed class PipSettings
{
    private readonly Uri _configured;
    private readonly Netrc _netrc;

    public PipSettings(HubOptions options)
    {
        string text = options.Set("PIP_INDEX_URL") ?? Configured(options) ?? "https://pypi.org/simple";
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out Uri? url) || url.Scheme is not ("https" or "http"))
            throw new GraftException("pip's index-url is no URL. Expected https://HOST/simple.");
        _configured = url;
        _netrc = new(options);
        Index = new UriBuilder(url) { UserName = "", Password = "" }.Uri;
    }

    /// <summary>Ends with a slash; without credentials.</summary>
    public Uri Index { get; }

    /// <summary>Those in the index's URL for its origin alone, those of ~/.netrc for their host; over an open line to this machine only.</summary>
    public AuthenticationHeaderValue? Credentials(Uri url)
    {
        if (url.Scheme != "https" && !url.IsLoopback) return null;
        return _configured.UserInfo.Length > 0 && Question.SameOrigin(url, _configured)
            ? new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(_configured.UserInfo)))) : _netrc.Credentials(url);
    }

    private static string? Configured(HubOptions options) => new[]
    {
        options.Set("PIP_CONFIG_FILE"), Path.Combine(options.UserFolder, ".config", "pip", "pip.conf"), Path.Combine(options.UserFolder, ".pip", "pip.conf"),
        Path.Combine(options.UserFolder, "AppData", "Roaming", "pip", "pip.ini"), "/etc/pip.conf",
    }.Where(File.Exists).SelectMany(path => File.ReadLines(path!)).Select(line => line.Split('=', 2)).FirstOrDefault(pair =>
        pair.Length == 2 && pair[0].Trim() == "index-url")?[1].Trim();
}

/// <summary>User names and passwords by host (~/.netrc, NETRC).</summary>
internal sealed class Netrc(HubOptions options)
{
    public AuthenticationHeaderValue? Credentials(Uri url)
    {
        string path = options.Set("NETRC") ?? Path.Combine(options.UserFolder, ".netrc");
        if (!File.Exists(path)) return null;
        string[] words = File.ReadAllText(path).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        int machine = Enumerable.Range(0, words.Length)
            .FirstOrDefault(i => words[i] == "default" || words[i] == "machine" && i + 1 < words.Length
            && string.Equals(words[i + 1], url.Host, StringComparison.OrdinalIgnoreCase), -1);
        if (machine < 0) return null;
        string[] entry = [.. words.Skip(machine + 1).TakeWhile(w => w is not ("machine" or "default"))];
        return new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{After(entry, "login")}:{After(entry, "password")}")));
    }

    private static string After(string[] words, string key) => Array.IndexOf(words, key) is >= 0 and var at && at + 1 < words.Length ? words[at + 1] : "";
}
