namespace Graft.Graphs;

/// <summary>One dimension: a number, a named unknown such as 'batch', or nothing known (both null).</summary>
public readonly record struct Dimension(long? Value, string? Symbol = null)
{
    /// <summary>A known size.</summary>
    public static implicit operator Dimension(long value) => new(value);

    /// <summary>A size that is known by name only.</summary>
    public static implicit operator Dimension(string symbol) => new(null, symbol);

    /// <summary>The number, the name, or '?'.</summary>
    public override string ToString() => Value?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? Symbol ?? "?";
}

/// <summary>Name, type and shape of a tensor that flows through a graph.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Dimensions; null where even the rank is unknown.</param>
public sealed record ValueInfo(string Name, ElementType Type, IReadOnlyList<Dimension>? Shape)
{
    /// <summary>Shape as text: (batch, 3, 224, 224).</summary>
    public string ShapeText => Shape is null ? "(unknown)" : $"({string.Join(", ", Shape)})";

    /// <summary>Name, type and shape as text.</summary>
    public override string ToString() => $"'{Name}' {Type} {ShapeText}";
}
