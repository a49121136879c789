using SkiaSharp;

namespace Graft.Cli.Demo;

/// <summary>Outlines of things, each with some variation of its own, in a square from -1 to 1.</summary>
internal static class Outlines
{
    public static SKPath Arrow(SeededRandom random)
    {
        float shaft = (float)random.NextDouble(0.15, 0.35), neck = (float)random.NextDouble(-0.1, 0.35);
        return Polygon([new(-1, -shaft), new(neck, -shaft), new(neck, -0.7f), new(1, 0), new(neck, 0.7f), new(neck, shaft), new(-1, shaft)]);
    }

    public static SKPath Flower(SeededRandom random)
    {
        int petals = 5 + random.NextInt(3);
        SKPathBuilder path = new();
        for (int i = 0; i < petals; i++)
            path.AddCircle(0.6f * MathF.Cos(2 * MathF.PI * i / petals), 0.6f * MathF.Sin(2 * MathF.PI * i / petals), 1.15f / petals + 0.2f);
        path.AddCircle(0, 0, 0.3f);
        return path.Detach();
    }

    public static SKPath House(SeededRandom random)
    {
        float roof = (float)random.NextDouble(-0.3, 0), wall = (float)random.NextDouble(0.6, 0.85), door = (float)random.NextDouble(-0.4, 0.2);
        SKPathBuilder path = new() { FillType = SKPathFillType.EvenOdd };
        path.AddPoly([new(0, -1), new(1, roof), new(wall, roof), new(wall, 0.9f), new(-wall, 0.9f), new(-wall, roof), new(-1, roof)], true);
        path.AddRect(new SKRect(door, 0.3f, door + 0.28f, 0.9f));
        return path.Detach();
    }

    public static SKPath Moon(SeededRandom random)
    {
        using SKPath disc = Circle(0, 0, 0.95f), shade = Circle((float)random.NextDouble(0.3, 0.6), (float)random.NextDouble(-0.2, 0.2), (float)random.NextDouble(0.75, 0.9));
        return disc.Op(shade, SKPathOp.Difference);
    }

    public static SKPath Star(SeededRandom random)
    {
        int points = 5 + random.NextInt(2);
        float inner = (float)random.NextDouble(0.35, 0.5);
        return Polygon([.. Enumerable.Range(0, 2 * points).Select(i => (i % 2 == 0 ? 1 : inner, MathF.PI * i / points)).Select(p => new SKPoint(p.Item1 * MathF.Sin(p.Item2), -p.Item1 * MathF.Cos(p.Item2)))]);
    }

    private static SKPath Polygon(SKPoint[] points)
    {
        SKPathBuilder path = new();
        path.AddPoly(points, true);
        return path.Detach();
    }

    private static SKPath Circle(float x, float y, float radius)
    {
        SKPathBuilder path = new();
        path.AddCircle(x, y, radius);
        return path.Detach();
    }
}
