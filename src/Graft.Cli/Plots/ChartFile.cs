using ScottPlot;

namespace Graft.Cli.Plots;

/// <summary>Drawings as files.</summary>
internal static class ChartFile
{
    private const int Width = 900, Height = 640;

    /// <summary>The forms by their extensions.</summary>
    public static IReadOnlyList<string> Forms { get; } = ["png", "svg"];

    /// <summary>Whether a file is of one of the forms.</summary>
    public static bool Is(string path) => Forms.Contains(Path.GetExtension(path).TrimStart('.'), StringComparer.OrdinalIgnoreCase);

    /// <summary>Draws and writes a PNG or an SVG, by the extension.</summary>
    public static void Write(string path, Func<Plot> draw)
    {
        if (!ChartFonts.Use()) Console.Error.WriteLine("warning: no font was found, so that drawings lack their texts. Install one (apt-get install fonts-dejavu-core).");
        using Plot plot = draw();
        byte[] bytes = Path.GetExtension(path).Equals(".svg", StringComparison.OrdinalIgnoreCase) ? System.Text.Encoding.UTF8.GetBytes(plot.GetSvgXml(Width, Height)) : plot.GetImageBytes(Width, Height, ImageFormat.Png);
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }
}
