namespace Graft.Tests;

/// <summary>Files of the repository that are generated: a test compares them, and writes them with GOLDEN_ACCEPT=1.</summary>
internal static class Golden
{
    /// <summary>Whether files are to be written anew.</summary>
    public static bool IsAccepted => Environment.GetEnvironmentVariable("GOLDEN_ACCEPT") == "1";

    /// <summary>The file as it is; empty where there is none.</summary>
    public static string Read(string relative) => File.Exists(Path.Combine(Root(), relative)) ? File.ReadAllText(Path.Combine(Root(), relative)).ReplaceLineEndings("\n") : "";

    public static void Check(string relative, string expected)
    {
        if (IsAccepted) File.WriteAllText(Path.Combine(Root(), relative), expected);
        string found = Read(relative);
        found.ShouldBe(expected, $"{relative} is not what the code says. If that is meant: run this test with GOLDEN_ACCEPT=1, then read the git diff.");
    }

    private static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Graft.slnx"))) return folder.FullName;
        throw new InvalidOperationException("not inside the repository");
    }
}
