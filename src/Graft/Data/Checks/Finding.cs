using System.Text.Json.Serialization;

namespace Graft.Data.Checks;

/// <summary>How bad something in the data is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
public enum Severity
{
    /// <summary>Worth knowing.</summary>
    [JsonStringEnumMemberName("note")] Note,
    /// <summary>Likely to cost accuracy.</summary>
    [JsonStringEnumMemberName("warning")] Warning,
    /// <summary>Makes scores untrue, or can't be learned from.</summary>
    [JsonStringEnumMemberName("error")] Error,
}

/// <summary>Something in the data that its owner should know.</summary>
/// <param name="Check">One of <see cref="CheckNames"/>.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Message">What is the matter and what to do.</param>
/// <param name="Places">The files or lines it is about; all of them.</param>
public sealed record Finding(string Check, Severity Severity, string Message, IReadOnlyList<string> Places);

/// <summary>What a check of the data found.</summary>
/// <param name="Source">The folder or file that was checked.</param>
/// <param name="Count">How many examples were looked at.</param>
/// <param name="Classes">Examples per label; empty where labels are no classes.</param>
/// <param name="Findings">The worst first.</param>
public sealed record DataReport(string Source, int Count, IReadOnlyDictionary<string, int> Classes, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether something makes scores untrue or can't be learned from.</summary>
    public bool HasErrors => Findings.Any(f => f.Severity == Severity.Error);

    internal static DataReport Of(string source, int count, IReadOnlyDictionary<string, int> classes, IEnumerable<Finding> findings) =>
        new(source, count, classes, [.. findings.OrderByDescending(f => f.Severity).ThenBy(f => f.Check, StringComparer.Ordinal)]);
}

/// <summary>The checks, as they are called in results.</summary>
public static class CheckNames
{
    /// <summary>A file that is no photo, damaged or cut short.</summary>
    public const string Unreadable = "unreadable";
    /// <summary>A photo of another kind than its name says.</summary>
    public const string WrongExtension = "wrong_extension";
    /// <summary>The same bytes, or the same text, more than once.</summary>
    public const string ExactDuplicate = "exact_duplicate";
    /// <summary>Nearly the same: resized, recompressed, mirrored; or a text that differs by case, spaces and punctuation alone.</summary>
    public const string NearDuplicate = "near_duplicate";
    /// <summary>Duplicates in different parts: what is scored was trained on.</summary>
    public const string Leak = "leak";
    /// <summary>Duplicates with different labels.</summary>
    public const string ContradictoryLabels = "contradictory_labels";
    /// <summary>Features that hardly differ, across parts or labels.</summary>
    public const string SimilarFeatures = "similar_features";
    /// <summary>A photo of few pixels.</summary>
    public const string Tiny = "tiny";
    /// <summary>A photo of very many pixels.</summary>
    public const string Huge = "huge";
    /// <summary>Grey photos among coloured ones.</summary>
    public const string Grey = "grey";
    /// <summary>A photo of one colour.</summary>
    public const string Blank = "blank";
    /// <summary>A very long or very high photo.</summary>
    public const string OddAspect = "odd_aspect";
    /// <summary>Classes of very different size.</summary>
    public const string Imbalance = "imbalance";
    /// <summary>A class with too few examples.</summary>
    public const string FewExamples = "few_examples";
    /// <summary>A class that a scored part lacks.</summary>
    public const string NotScored = "not_scored";
    /// <summary>Labels that differ by case or space alone.</summary>
    public const string LabelSpelling = "label_spelling";
    /// <summary>A text without letters.</summary>
    public const string EmptyText = "empty_text";
    /// <summary>Texts with more tokens than the model reads.</summary>
    public const string CutShort = "cut_short";
    /// <summary>An example whose label is likely wrong.</summary>
    public const string LabelError = "label_error";
    /// <summary>An example unlike all others.</summary>
    public const string Outlier = "outlier";
}
