using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Graft.Cli.Tests.Docs;

/// <summary>The commands of a page of the docs, run as they stand there in a work folder: paths below src are the repository's, graft is the one that was just built.</summary>
internal static class PageCommands
{
    private static readonly string s_packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>What stands between plain fences.</summary>
    public static string[] Blocks(string page) =>
        [.. Regex.Matches(File.ReadAllText(Path.Combine(Repository.Root, page)), "```\n(.*?)```", RegexOptions.Singleline).Select(m => m.Groups[1].Value.Trim())];

    /// <summary>Runs one, and gives what it prints.</summary>
    public static string Run(string command, TemporaryFolder work)
    {
        string[] words = command.Split(' ');
        string[] arguments = words[0] == "graft" ? [Path.Combine(AppContext.BaseDirectory, "Graft.Cli.dll"), .. words[1..]]
            : [.. words[1..].Select(w => w.StartsWith("src/", StringComparison.Ordinal) ? Path.Combine(Repository.Root, w) : w)];
        ProcessStartInfo start = new(words[0].Contains('/') ? work[words[0]] : "dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = work.Path };
        start.Environment["GRAFT_HOME"] = work["home"];
        if (arguments[0] is "restore" or "build" or "run")
        {
            // Into a folder of its own, so that a package of the same version from another day is not taken; what this machine has is read.
            start.Environment["NUGET_PACKAGES"] = work["packages"];
            start.Environment["RestoreFallbackFolders"] = s_packages;
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
