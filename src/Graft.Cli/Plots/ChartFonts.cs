using ScottPlot;

namespace Graft.Cli.Plots;

/// <summary>A font for drawings. On Linux SkiaSharp knows none by itself, so that one is looked for where fonts lie.</summary>
internal static class ChartFonts
{
    private const string Found = "Chart";
    private static readonly string[] Folders = ["/usr/share/fonts", "/usr/local/share/fonts", Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".fonts"), Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "fonts")];
    private static readonly string[] Preferred = ["DejaVuSans", "NotoSans-Regular", "LiberationSans-Regular", "OpenSans-Regular", "Ubuntu-R"];
    private static readonly Lazy<string?> File = new(Find);

    /// <summary>Sets the font; false where none is found and drawings will lack their texts.</summary>
    public static bool Use()
    {
        if (!OperatingSystem.IsLinux()) return true;
        if (File.Value is not { } file) return false;
        if (Fonts.Default == Found) return true;
        Fonts.AddFontFile(Found, file);
        Fonts.Default = Found;
        return true;
    }

    private static string? Find()
    {
        string[] all = [.. Folders.Where(Directory.Exists).SelectMany(f => Directory.EnumerateFiles(f, "*.ttf", SearchOption.AllDirectories)).Order(StringComparer.Ordinal)];
        return Preferred.Select(p => all.FirstOrDefault(f => Path.GetFileNameWithoutExtension(f) == p)).FirstOrDefault(f => f is not null) ?? all.FirstOrDefault();
    }
}
