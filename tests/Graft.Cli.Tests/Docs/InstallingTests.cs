using System.IO.Compression;

namespace Graft.Cli.Tests.Docs;

/// <summary>The commands of docs/installing.md, run as they stand there.</summary>
public sealed class InstallingTests : IDisposable
{
    private const long Smallish = 40 << 20;     // libtorch alone is three times as large
    private readonly TemporaryFolder _work = new();

    public void Dispose() => _work.Dispose();

    [SdkFact]
    public void Installing_Commands_EndInAToolThatTrains()
    {
        string output = "";
        foreach (string command in PageCommands.Blocks("docs/installing.md")[0].Split('\n')) output = PageCommands.Run(command, _work);
        output.ShouldContain("bundle: ");
        foreach (string package in Directory.EnumerateFiles(_work["feed"], "*.nupkg"))
        {
            new FileInfo(package).Length.ShouldBeLessThan(Smallish);
            using ZipArchive zip = ZipFile.OpenRead(package);
            zip.Entries.ShouldNotContain(e => e.Name.Contains("torch_cpu", StringComparison.Ordinal), package);
        }
    }
}
