using Graft.Data.Texts;

namespace Graft.Data;

/// <summary>What the user says about photos; null where Graft may guess.</summary>
public sealed record PhotoDataOptions
{
    /// <summary>Classification, several labels, or numbers. Guessed by the labels of a table; folders are read as classes where nothing else is said.</summary>
    public TextTask? Task { get; init; }

    /// <summary>Of tables: column of the label, the labels or the number; several columns of numbers with commas between.</summary>
    public string? Label { get; init; }
}
