namespace Graft.Data.Texts;

/// <summary>One text, or pair of texts, with what is known about it.</summary>
/// <param name="Place">Where it stands, as file:line.</param>
/// <param name="Text">The text; for tagging, its words with spaces between.</param>
public sealed record TextExample(string Place, string Text)
{
    /// <summary>The second text of a pair; null for single texts.</summary>
    public string? Pair { get; init; }

    /// <summary>One label for classification, any number for several labels, one tag per word for tagging (BIO); empty for regression.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The number, for regression.</summary>
    public double Score { get; init; }

    /// <summary>The words, for tagging; empty otherwise.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>The part that the data put it in, or null where the data have no parts.</summary>
    public Part? Part { get; init; }

    /// <summary>Examples of one group (a patient, a document) are never put into different parts; null for none.</summary>
    public string? Group { get; init; }
}

/// <summary>Which column serves for what; null where there is none.</summary>
/// <param name="Text">The text, or the words.</param>
/// <param name="Pair">The second text.</param>
/// <param name="Label">The label, labels, number or tags.</param>
/// <param name="Part">train, validation or test.</param>
/// <param name="Group">What must stay together.</param>
public sealed record TextColumns(string Text, string? Pair, string? Label, string? Part, string? Group)
{
    /// <summary>As it is told: text = sentence, label = label.</summary>
    public override string ToString() => string.Join(", ", new[] { ("text", Text), ("pair", Pair), ("label", Label), ("part", Part), ("group", Group) }
        .Where(c => c.Item2 is not null).Select(c => $"{c.Item1} = {c.Item2}"));
}

/// <summary>Labelled texts as they were found, in the order of their files.</summary>
/// <param name="Source">The file, or the folder of files.</param>
/// <param name="Task">What is asked.</param>
/// <param name="Examples">All of them.</param>
/// <param name="Classes">Labels in ordinal order; the position is the class index everywhere. Empty for regression.</param>
/// <param name="Columns">Which columns were read; null for CoNLL files, which have none.</param>
/// <param name="Notices">Rows that were left out, and other things worth knowing.</param>
public sealed record TextSet(string Source, TextTask Task, IReadOnlyList<TextExample> Examples, IReadOnlyList<string> Classes, TextColumns? Columns, IReadOnlyList<Notice> Notices)
{
    /// <summary>Whether the data say which examples are for training and which for scoring.</summary>
    public bool HasParts => Examples.Any(e => e.Part is not null and not Part.Train);

    /// <summary>Whether texts come in pairs.</summary>
    public bool Pairs => Examples.Any(e => e.Pair is not null);

    /// <summary>The index of a label in <see cref="Classes"/>.</summary>
    public int IndexOf(string label) => _indices.Value[label];

    /// <summary>The part of each example: as the data say, or shared out by seed, stratified by class, groups kept together.</summary>
    public Part[] PartitionBy(PartitionShares shares, long seed) => Partition.Of(new(Source, [.. Examples.Select(e => new Example(e.Place, Stratum(e), e.Part, e.Group))], Classes, []), shares, seed);

    private string Stratum(TextExample example) => Task == TextTask.Classification ? example.Labels[0] : "";

    private readonly Lazy<Dictionary<string, int>> _indices = new(() => Classes.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i, StringComparer.Ordinal));
}

/// <summary>What the user says about texts; null where Graft may guess.</summary>
public sealed record TextDataOptions
{
    /// <summary>Column of the text.</summary>
    public string? Text { get; init; }

    /// <summary>Column of the label.</summary>
    public string? Label { get; init; }

    /// <summary>Column of the second text.</summary>
    public string? Pair { get; init; }

    /// <summary>What is asked.</summary>
    public TextTask? Task { get; init; }

    /// <summary>Whether texts without labels are wanted, as for predicting.</summary><value>false</value>
    public bool Unlabelled { get; init; }
}
