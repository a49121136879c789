using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Graft.Cli.Tests.Docs;

/// <summary>The six commands of docs/packed-models.md, run as they stand there.</summary>
public sealed class PackedModelsTests : IDisposable
{
    private static readonly string Packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private readonly TemporaryFolder _work = new();

    [SdkFact]
    public void PackedModels_SixCommands_EndInAPrediction()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs/packed-models.md"));
        string[] blocks = [.. Regex.Matches(page, "```\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value.Trim())];
        CopySample();
        string output = "";
        foreach (string command in blocks[0].Split('\n')) output = Run(command);
        Regex.Replace(output.Trim(), @"\(\d+\s?%\)", "(%)").ShouldBe(Regex.Replace(blocks[1], @"\(\d+\s?%\)", "(%)"));
    }

    public void Dispose() => _work.Dispose();

    private void CopySample()
    {
        string sample = Path.Combine(Repository.Root, "samples/PackagedModel");
        Directory.CreateDirectory(_work["samples/PackagedModel"]);
        foreach (string file in Directory.EnumerateFiles(sample)) File.Copy(file, Path.Combine(_work["samples/PackagedModel"], Path.GetFileName(file)));
    }

    private string Run(string command)
    {
        string[] words = command.Split(' ');
        string[] arguments = words[0] == "graft" ? [Path.Combine(AppContext.BaseDirectory, "Graft.Cli.dll"), .. words[1..]]
            : [.. words[1..].Select(w => w.StartsWith("src/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, w) : w)];
        ProcessStartInfo start = new("dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = _work.Path };
        start.Environment["GRAFT_HOME"] = _work["home"];
        if (arguments[0] is "restore" or "build" or "run")
        {
            // Into a folder of its own, so that a package of the same version from another day is not taken; what this machine has is read.
            start.Environment["NUGET_PACKAGES"] = _work["packages"];
            start.Environment["RestoreFallbackFolders"] = Packages;
        }
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, $"{command}\n{output}\n{error.Result}");
        return output;
    }
}

/// <summary>A test that builds with the .NET SDK; skips where only the runtime is.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SdkFactAttribute : FactAttribute
{
    public SdkFactAttribute()
    {
        using Process process = Process.Start(new ProcessStartInfo("dotnet", "--list-sdks") { RedirectStandardOutput = true })!;
        string sdks = process.StandardOutput.ReadToEnd();
        if (!sdks.Contains("10.", StringComparison.Ordinal)) Skip = "needs the .NET 10 SDK";
        else if (Environment.GetEnvironmentVariable("GRAFT_NO_FEEDS") == "1") Skip = "GRAFT_NO_FEEDS says that no package feed is reachable";
    }
}
