using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Graft.Cli.Tests.Docs;

/// <summary>The six commands of docs/packed-models.md, run as they stand there.</summary>
public sealed class PackedModelsTests : IDisposable
{
    private readonly TemporaryFolder _work = new();

    [SdkFact]
    public void PackedModels_SixCommands_EndInAPrediction()
    {
        string[] blocks = PageCommands.Blocks("docs/packed-models.md");
        CopySample();
        string output = "";
        foreach (string command in blocks[0].Split('\n')) output = PageCommands.Run(command, _work);
        Regex.Replace(output.Trim(), @"\(\d+\s?%\)", "(%)").ShouldBe(Regex.Replace(blocks[1], @"\(\d+\s?%\)", "(%)"));
    }

    public void Dispose() => _work.Dispose();

    private void CopySample()
    {
        string sample = Path.Combine(Repository.Root, "samples/PackagedModel");
        Directory.CreateDirectory(_work["samples/PackagedModel"]);
        foreach (string file in Directory.EnumerateFiles(sample)) File.Copy(file, Path.Combine(_work["samples/PackagedModel"], Path.GetFileName(file)));
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
