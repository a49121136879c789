using System.Globalization;

namespace Graft.Text;

/// <summary>Poolings as they are typed: mean, cls, max; with layers behind a colon, as mean:-2 or cls:-1,-2,-3,-4.</summary>
public static class PoolingNames
{
    private static readonly (string Name, PoolingKind Kind)[] Kinds = [("mean", PoolingKind.Mean), ("cls", PoolingKind.First), ("max", PoolingKind.Max)];

    /// <summary>Reads one.</summary>
    /// <exception cref="GraftException">It is none.</exception>
    public static Pooling Parse(string text)
    {
        string[] halves = text.Split(':', 2);
        if (Kinds.FirstOrDefault(k => k.Name == halves[0]) is not { Name: not null } kind) throw new UnknownNameException("pooling", halves[0], Kinds.Select(k => k.Name));
        return new() { Kind = kind.Kind, Layers = halves.Length == 1 ? [-1] : [.. halves[1].Split(',').Select(l => Layer(l, text))] };
    }

    /// <summary>As it is typed.</summary>
    public static string Name(this Pooling pooling) =>
        Kinds.Single(k => k.Kind == pooling.Kind).Name + (pooling.Layers is [-1] ? "" : $":{string.Join(',', pooling.Layers.Select(l => l.ToString(CultureInfo.InvariantCulture)))}");

    private static int Layer(string layer, string text) => int.TryParse(layer, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number < 0 ? number
        : throw new GraftException($"Expected layers counted from the end, such as mean:-2 or cls:-1,-2,-3,-4, got '{text}'.");
}
