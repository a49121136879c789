using System.ComponentModel.DataAnnotations;

namespace Graft.Text;

/// <summary>Which text of a pair gives way when both together are too long.</summary>
public enum TruncationStrategy
{
    /// <summary>The longer one, until both have the same length, then both.</summary>
    LongestFirst,
    /// <summary>The first only; refused where that can't be enough.</summary>
    OnlyFirst,
    /// <summary>The second only; refused where that can't be enough, or where there is none.</summary>
    OnlySecond,
}

/// <summary>The end of something where tokens are cut off or padding is put.</summary>
public enum Side
{
    /// <summary>At the end.</summary>
    Right,
    /// <summary>At the beginning.</summary>
    Left,
}

/// <summary>How long texts are cut.</summary>
public sealed record Truncation
{
    /// <summary>Most tokens, special ones included.</summary>
    [Range(0, int.MaxValue)] public required int MaxLength { get; init; }

    /// <summary>Which text of a pair is cut.</summary><value>the longest first</value>
    public TruncationStrategy Strategy { get; init; } = TruncationStrategy.LongestFirst;

    /// <summary>Tokens that each overflowing window shares with the one before; below the number of tokens that fit.</summary><value>0</value>
    [Range(0, int.MaxValue)] public int Stride { get; init; }

    /// <summary>Where tokens are cut off.</summary><value>at the end</value>
    public Side Side { get; init; } = Side.Right;
}

/// <summary>How short texts are filled up.</summary>
public sealed record Padding
{
    /// <summary>The length to fill up to; null: that of the longest in the batch.</summary>
    public int? Length { get; init; }

    /// <summary>Round the length up to a multiple of this; 0: don't.</summary>
    [Range(0, int.MaxValue)] public int MultipleOf { get; init; }

    /// <summary>Where the padding is put.</summary><value>at the end</value>
    public Side Side { get; init; } = Side.Right;

    /// <summary>Id of the padding token.</summary>
    public required int Id { get; init; }

    /// <summary>Text of the padding token.</summary>
    public required string Token { get; init; }

    /// <summary>Type id at padded positions.</summary><value>0</value>
    public int TypeId { get; init; }
}
