namespace Graft.Tests;

/// <summary>The folder of fixtures, data and models beside the repository (GRAFT_SHARED, or 'shared' beside it); tests that need it skip where it is absent.</summary>
internal static class Shared
{
    public static string? Root { get; } = Environment.GetEnvironmentVariable("GRAFT_SHARED") is { Length: > 0 } named ? named : Find();

    public static string Path(string relative) => System.IO.Path.Combine(Root ?? throw new InvalidOperationException("no shared folder"), relative);

    public static bool Has(string relative) => Root is not null && (File.Exists(Path(relative)) || Directory.Exists(Path(relative)));

    private static string? Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = System.IO.Path.Combine(folder.FullName, "shared");
            if (File.Exists(System.IO.Path.Combine(candidate, "DESIGN.md"))) return candidate;
        }
        return null;
    }
}

/// <summary>A test that needs a path below the shared folder, and skips with a line that says so where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute(string needs)
    {
        if (!Shared.Has(needs)) Skip = $"needs shared/{needs}, which is not here";
    }
}

/// <summary>A theory that needs a path below the shared folder, and skips with a line that says so where it is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute(string needs)
    {
        if (!Shared.Has(needs)) Skip = $"needs shared/{needs}, which is not here";
    }
}
