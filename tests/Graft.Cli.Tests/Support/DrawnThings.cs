using System.Globalization;
using SkiaSharp;

namespace Graft.Cli.Tests;

/// <summary>Photos of one thing each: red or blue, round or square, of some size, on a ground of some grey.</summary>
internal static class DrawnThings
{
    private const int Side = 96;

    /// <summary>A thing.</summary>
    /// <param name="File">Where its photo lies, relative to the folder.</param>
    /// <param name="Labels">red and round, where it is so.</param>
    /// <param name="Size">Half its width, in pixels.</param>
    /// <param name="Grey">Of the ground, 0 to 255.</param>
    public sealed record Thing(string File, string[] Labels, int Size, int Grey)
    {
        public string Numbers => string.Create(CultureInfo.InvariantCulture, $"{Size}.5,{Grey}");
    }

    /// <summary>Draws so many photos into a folder.</summary>
    public static Thing[] Draw(string folder, int count, long seed)
    {
        Directory.CreateDirectory(folder);
        return [.. Enumerable.Range(0, count).Select(i => Draw(folder, i, Seeds.For("things", seed, 0, i)))];
    }

    private static Thing Draw(string folder, int i, SeededRandom random)
    {
        bool red = i % 2 == 0, round = i % 4 < 2;
        int size = 12 + random.NextInt(28), grey = 60 + random.NextInt(140);
        using SKBitmap photo = new(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKCanvas canvas = new(photo);
        canvas.Clear(new((byte)grey, (byte)grey, (byte)grey));
        using SKPaint paint = new() { Color = red ? SKColors.Red : SKColors.Blue, IsAntialias = true };
        float x = size + ((Side - (2 * size)) * (float)random.NextDouble()), y = size + ((Side - (2 * size)) * (float)random.NextDouble());
        if (round) canvas.DrawCircle(x, y, size, paint);
        else canvas.DrawRect(x - size, y - size, 2 * size, 2 * size, paint);
        string name = string.Create(CultureInfo.InvariantCulture, $"{i:D3}.png");
        using FileStream file = File.Create(Path.Combine(folder, name));
        photo.Encode(file, SKEncodedImageFormat.Png, 100);
        return new(name, [.. new[] { red ? "red" : null, round ? "round" : null }.OfType<string>()], size, grey);
    }
}
