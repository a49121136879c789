namespace Graft.Tests;

/// <summary>Files of the repository that are generated: a test compares them, and writes them with GOLDEN_ACCEPT=1.</summary>
internal static class Golden
{
    public static void Check(string relative, string expected)
    {
        string path = Path.Combine(Root(), relative);
        if (Environment.GetEnvironmentVariable("GOLDEN_ACCEPT") == "1") File.WriteAllText(path, expected);
        string found = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        found.ShouldBe(expected, $"{relative} is not what the code says. If that is meant: run this test with GOLDEN_ACCEPT=1, then read the git diff.");
    }

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Graft.slnx"))) return folder.FullName;
        throw new InvalidOperationException("not inside the repository");
    }
}
