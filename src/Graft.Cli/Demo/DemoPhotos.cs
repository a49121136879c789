using SkiaSharp;

namespace Graft.Cli.Demo;

/// <summary>
/// Draws photos of five things that vary in pose, size, colour, light, background and noise, so that their pixels alone tell little. The same seed draws the same files.
/// </summary>
internal static class DemoPhotos
{
    private const int Side = 192;

    /// <summary>The classes and their outlines in a square from -1 to 1.</summary>
    public static IReadOnlyList<(string Label, Func<SeededRandom, SKPath> Outline)> Classes { get; } =
        [("arrow", Outlines.Arrow), ("flower", Outlines.Flower), ("house", Outlines.House), ("moon", Outlines.Moon), ("star", Outlines.Star)];

    /// <summary>Fills a folder with one sub-folder per class.</summary>
    public static void Write(string folder, int perClass, long seed)
    {
        foreach ((string label, Func<SeededRandom, SKPath> outline) in Classes)
        {
            string below = Directory.CreateDirectory(Path.Combine(folder, label)).FullName;
            for (int i = 0; i < perClass; i++)
            {
                using SKBitmap photo = Draw(outline, Seeds.For($"demo {label}", seed, 0, i));
                using FileStream file = File.Create(Path.Combine(below, $"{label}-{i:D3}.jpg"));
                photo.Encode(file, SKEncodedImageFormat.Jpeg, 85);
            }
        }
    }

    private static SKBitmap Draw(Func<SeededRandom, SKPath> outline, SeededRandom random)
    {
        SKBitmap photo = new(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using SKCanvas canvas = new(photo);
        Background(canvas, random);
        Thing(canvas, outline, random);
        Noise(photo, random);
        return photo;
    }

    private static void Background(SKCanvas canvas, SeededRandom random)
    {
        using SKShader shader = SKShader.CreateLinearGradient(new(0, 0), new(Side * (float)random.NextDouble(), Side), [Colour(random), Colour(random)], SKShaderTileMode.Clamp);
        using SKPaint paint = new() { Shader = shader };
        canvas.DrawPaint(paint);
        for (int i = random.NextInt(10); i > 0; i--)
        {
            using SKPaint clutter = new() { Color = Colour(random).WithAlpha(110), IsAntialias = true, StrokeWidth = 1 + random.NextInt(6) };
            canvas.DrawLine(At(random), At(random), clutter);
        }
    }

    private static void Thing(SKCanvas canvas, Func<SeededRandom, SKPath> outline, SeededRandom random)
    {
        float size = Side * (float)random.NextDouble(0.2, 0.4);
        canvas.Translate(Side * (float)random.NextDouble(0.35, 0.65), Side * (float)random.NextDouble(0.35, 0.65));
        canvas.RotateDegrees((float)random.NextDouble(-35, 35));
        canvas.Scale(size * (float)random.NextDouble(0.8, 1.2), size);
        using SKPath path = outline(random);
        using SKPaint shadow = new() { Color = new(0, 0, 0, 70), IsAntialias = true };
        canvas.Translate(0.08f, 0.08f);
        canvas.DrawPath(path, shadow);
        canvas.Translate(-0.08f, -0.08f);
        using SKShader light = SKShader.CreateLinearGradient(new(-1, -1), new(1, 1), [Colour(random), Colour(random)], SKShaderTileMode.Clamp);
        using SKPaint fill = new() { Shader = light, IsAntialias = true };
        canvas.DrawPath(path, fill);
    }

    private static void Noise(SKBitmap photo, SeededRandom random)
    {
        Span<byte> bytes = photo.GetPixelSpan();
        double strength = random.NextDouble(4, 20), light = random.NextDouble(0.6, 1.15);
        for (int i = 0; i < bytes.Length; i++)
            if (i % 4 != 3) bytes[i] = (byte)Math.Clamp((bytes[i] * light) + ((random.NextDouble() - 0.5) * 2 * strength), 0, 255);
    }

    private static SKColor Colour(SeededRandom random) => SKColor.FromHsv(360 * (float)random.NextDouble(), 100 * (float)random.NextDouble(0.2, 1), 100 * (float)random.NextDouble(0.3, 1));

    private static SKPoint At(SeededRandom random) => new(Side * (float)random.NextDouble(), Side * (float)random.NextDouble());
}
