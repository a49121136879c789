namespace Graft.Evaluation;

/// <summary>How entities are written as one tag per token.</summary>
public enum TagScheme
{
    /// <summary>Every entity begins with B- and goes on with I- (also called BIO).</summary>
    Iob2,
    /// <summary>I- begins and goes on; B- only where an entity follows another of its own type.</summary>
    Iob1,
}

/// <summary>An entity within a sequence of tokens.</summary>
/// <param name="Type">Such as PER.</param>
/// <param name="Start">Its first token, from 0.</param>
/// <param name="End">The token after its last.</param>
public readonly record struct EntitySpan(string Type, int Start, int End)
{
    /// <summary>Reads the entities out of tags, forgiving: an I- without a matching entity before it begins one, so that both schemes are read alike.</summary>
    /// <exception cref="GraftException">A tag is neither O nor B- or I- with a type.</exception>
    public static IReadOnlyList<EntitySpan> Read(IReadOnlyList<string> tags)
    {
        List<EntitySpan> spans = [];
        string open = "";
        for (int i = 0; i < tags.Count; i++)
        {
            (char prefix, string type) = Split(tags[i], i);
            if (prefix == 'I' && type == open) spans[^1] = spans[^1] with { End = i + 1 };
            else if (prefix != 'O') spans.Add(new(type, i, i + 1));
            open = type;
        }
        return spans;
    }

    /// <summary>Reads only what the scheme allows: an IOB2 entity that doesn't begin with B-, and an IOB1 entity with a needless B-, are no entities.</summary>
    /// <exception cref="GraftException">A tag is neither O nor B- or I- with a type.</exception>
    public static IReadOnlyList<EntitySpan> ReadStrict(IReadOnlyList<string> tags, TagScheme scheme) =>
        [.. Read(tags).Where(s => scheme == TagScheme.Iob2 ? tags[s.Start][0] == 'B' : tags[s.Start][0] == 'I' || FollowsItsType(tags, s))];

    private static bool FollowsItsType(IReadOnlyList<string> tags, EntitySpan span) => span.Start > 0 && Split(tags[span.Start - 1], span.Start - 1).Type == span.Type;

    private static (char Prefix, string Type) Split(string tag, int token) => tag switch
    {
        "O" => ('O', ""),
        ['B' or 'I', '-', _, ..] => (tag[0], tag[2..]),
        _ => throw new GraftException($"Token {token}: expected the tag O, B-TYPE or I-TYPE, found '{tag}'."),
    };
}
