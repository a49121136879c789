using Graft.Data.Texts;

namespace Graft.Data;

/// <summary>One labelled photo.</summary>
/// <param name="Path">Where the file lies.</param>
/// <param name="Label">Its class.</param>
/// <param name="Part">The part that the data put it in, or null where the data have no parts.</param>
/// <param name="Group">Examples of one group (a person, a video) are never put into different parts; null for none.</param>
public sealed record Example(string Path, string Label, Part? Part = null, string? Group = null)
{
    /// <summary>Where there may be several labels: those that it has, in ordinal order; <see cref="Label"/> then has them all, with ; between.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>For regression: a number for each of <see cref="ExampleSet.Targets"/>; <see cref="Label"/> then has them as they are written.</summary>
    public IReadOnlyList<double> Numbers { get; init; } = [];
}

/// <summary>What an example serves for.</summary>
public enum Part
{
    /// <summary>Fits the parameters.</summary>
    Train,
    /// <summary>Guides choices, where the user wants that; else a plain score.</summary>
    Validation,
    /// <summary>Scored once, with nothing chosen on it.</summary>
    Test,
}

/// <summary>What parts are called in results.</summary>
public static class Parts
{
    /// <summary>train, validation or test.</summary>
    public static string Name(this Part part) => part.ToString().ToLowerInvariant();

    /// <summary>The part that a folder, a file or a cell calls by one of its usual names: train, val, dev, test, ...; null for any other.</summary>
    internal static Part? Find(string name) => name.ToUpperInvariant() switch
    {
        "TRAIN" or "TRAINING" => Part.Train,
        "VAL" or "VALID" or "VALIDATION" or "DEV" => Part.Validation,
        "TEST" or "TESTING" => Part.Test,
        _ => null,
    };
}

/// <summary>Something that was found in the data and that the user should know.</summary>
/// <param name="Path">The file or folder.</param>
/// <param name="Reason">What is the matter.</param>
public sealed record Notice(string Path, string Reason);

/// <summary>Labelled photos as they were found, in ordinal order of their paths.</summary>
/// <param name="Source">The folder or file that lists them.</param>
/// <param name="Examples">All of them.</param>
/// <param name="Classes">Labels in ordinal order; the position is the class index everywhere. Empty for regression.</param>
/// <param name="Notices">Files that are no pictures by their names, and other things that were left out.</param>
public sealed record ExampleSet(string Source, IReadOnlyList<Example> Examples, IReadOnlyList<string> Classes, IReadOnlyList<Notice> Notices)
{
    /// <summary>What is asked: classification, several labels or numbers.</summary>
    public TextTask Task { get; init; } = TextTask.Classification;

    /// <summary>For regression: what the numbers are called; empty for other tasks.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Rows of a table whose photo does not exist, by their place.</summary>
    public IReadOnlyList<Notice> Missing { get; init; } = [];

    /// <summary>How many values a model of these photos puts out for one.</summary>
    public int Outputs => Task == TextTask.Regression ? Targets.Count : Classes.Count;

    /// <summary>Whether the data say which examples are for training and which for scoring.</summary>
    public bool HasParts => Examples.Any(e => e.Part is not null and not Part.Train);

    /// <summary>The index of a label in <see cref="Classes"/>.</summary>
    public int IndexOf(string label) => _indices.Value[label];

    private readonly Lazy<Dictionary<string, int>> _indices = new(() => Classes.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i, StringComparer.Ordinal));
}
