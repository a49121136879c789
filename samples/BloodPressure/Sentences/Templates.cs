namespace Graft.Samples.BloodPressure;

/// <summary>What sentences are made of.</summary>
/// <param name="ByKind">Whole sentences.</param>
/// <param name="Openings">How a line of vital signs begins.</param>
/// <param name="Pressures">How a pressure stands in such a line.</param>
/// <param name="Others">What else stands in it.</param>
/// <param name="Framed">Whether sentences are put together of parts, too.</param>
internal sealed record Templates(IReadOnlyDictionary<string, string[]> ByKind, string[] Openings, string[] Pressures, string[] Others, bool Framed)
{
    private static readonly string[] Joints = [", ", ", ", ", ", "; ", ". ", " ", " | "];

    /// <summary>A template of that kind.</summary>
    public string Pick(SeededRandom random, string kind) => kind switch
    {
        "vitals" => Vitals(random),
        "framed" => Frames.Pick(random),
        "dictated" when Framed && random.NextBool() => Frames.Pick(random),
        "dictated" => Pick(random, [.. ByKind["single"], .. ByKind["several"], .. ByKind["words"].Where(t => !t.Contains("{tens}", StringComparison.Ordinal)), .. ByKind["with_goal"], .. ByKind["goal"]]),
        _ => Pick(random, ByKind[kind]),
    };

    public static string Pick(SeededRandom random, string[] from) => from[random.NextInt(from.Length)];

    private string Vitals(SeededRandom random)
    {
        List<string> items = [.. Enumerable.Range(0, 1 + random.NextInt(5)).Select(_ => Pick(random, Others))];
        if (random.NextBool(0.88)) items.Insert(random.NextInt(items.Count + 1), Pick(random, Pressures));
        return Pick(random, Openings) + string.Join(Pick(random, Joints), items) + (random.NextBool(0.8) ? "." : "");
    }
}
