namespace Graft.Tests.Checkpoints;

/// <summary>A folder of a test's own, gone afterwards.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("graft-tests-");

    public string Root => _folder.FullName;

    public string Path(string relative) => System.IO.Path.Combine(Root, relative);

    public void Dispose() => _folder.Delete(recursive: true);
}
