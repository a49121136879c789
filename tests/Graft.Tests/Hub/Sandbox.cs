using Graft.Hub;

namespace Graft.Tests.Hub;

/// <summary>A folder of a test's own, with a home and variables that are none of this machine's.</summary>
internal sealed class Sandbox : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("graft-hub-").FullName;

    public Dictionary<string, string> Variables { get; } = [];

    public HubOptions Options => new()
    {
        Home = Path("home"),
        ConfigFolder = Root,
        Variable = name => Variables.TryGetValue(name, out string? value) ? value : name is "HOME" or "USERPROFILE" ? Path("user") : null,
    };

    public string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public string Write(string relative, ReadOnlySpan<byte> content)
    {
        string path = Path(relative);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    public string Write(string relative, string content) => Write(relative, System.Text.Encoding.UTF8.GetBytes(content));

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
