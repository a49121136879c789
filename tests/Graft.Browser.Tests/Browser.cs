namespace Graft.Browser.Tests;

/// <summary>The Chromium of this machine: GRAFT_BROWSER, or one on the PATH (apt-get install chromium).</summary>
internal static class Browser
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "chrome.exe", "msedge.exe"];

    public static string? Path { get; } = Environment.GetEnvironmentVariable("GRAFT_BROWSER") is { Length: > 0 } named ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator).Where(f => f.Length > 0)
            .SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name))).FirstOrDefault(File.Exists);
}

/// <summary>A test that needs a browser, and skips with a line that says so where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrowserTheoryAttribute : TheoryAttribute
{
    public BrowserTheoryAttribute()
    {
        if (Browser.Path is null) Skip = "needs Chromium (apt-get install chromium, or its path in GRAFT_BROWSER), which is not here";
    }
}
