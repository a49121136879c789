namespace Graft.Samples.BloodPressure;

/// <summary>How many pairs of a kind a model has right on both sides.</summary>
internal sealed record ContrastScore(string Kind, int Pairs, int Right);

/// <summary>
/// Pairs of sentences that differ in one thing, one of them high and the other normal: the number (kinds number, near, dictated), or what the same number is (a reading, or a goal, pulse, dose, date,
/// another person's, denied).
/// </summary>
internal static class Contrast
{
    private static readonly string[] Kinds = ["number", "near", "dictated", .. TestTemplates.Contexts.Select(c => c.Kind).Distinct()];

    /// <summary>Pairs, all kinds in turn; the high one first.</summary>
    public static IReadOnlyList<Sentence> Make(int pairs, long seed) => [.. Enumerable.Range(1, pairs).SelectMany(i => Pair(Kinds[(i - 1) % Kinds.Length], i, seed))];

    /// <summary>Pairs right on both sides, by kind.</summary>
    /// <param name="sentences">Pairs.</param>
    /// <param name="answers">A label for each sentence.</param>
    public static IReadOnlyList<ContrastScore> Score(IReadOnlyList<Sentence> sentences, IReadOnlyList<string> answers) =>
        [.. sentences.Zip(answers, (s, a) => (s.Kind, s.Pair, Right: s.Label == a)).GroupBy(s => (s.Kind, s.Pair)).GroupBy(p => p.Key.Kind).Select(k => new ContrastScore(k.Key, k.Count(), k.Count(p => p.All(s => s.Right))))];

    private static IEnumerable<Sentence> Pair(string kind, int pair, long seed)
    {
        SeededRandom random = Seeds.For("blood pressure contrast", seed, 0, pair);
        (string Kind, string Measured, string Other)[] contexts = [.. TestTemplates.Contexts.Where(c => c.Kind == kind)];
        (Sentence high, Sentence normal) = contexts.Length > 0 ? Context(contexts[random.NextInt(contexts.Length)], random) : Number(kind, random);
        return [high with { Kind = kind, Pair = pair, Label = Rule.High }, normal with { Kind = kind, Pair = pair, Label = Rule.Normal }];
    }

    private static (Sentence, Sentence) Number(string kind, SeededRandom random)
    {
        string template = Templates.Pick(random, [.. TestTemplates.All.ByKind["single"], .. TestTemplates.All.ByKind["with_goal"], .. TestTemplates.All.ByKind["words"].Where(t => !t.Contains("{tens}", StringComparison.Ordinal))]);
        (int far, int by) = kind == "near" ? (8, 8) : (45, 35); // how far from the limits
        long words = (long)random.NextBits();
        Reading other = Generator.Unmeasured(random);
        // A half may stand alone, so both lie on their side.
        Reading high = new(Rule.Systolic + random.NextInt(2 * far), Rule.Diastolic + random.NextInt(by)), normal = new(Rule.Systolic - 1 - random.NextInt(far), Rule.Diastolic - 1 - random.NextInt(by));
        return (Side(high), Side(normal));

        Sentence Side(Reading reading) => new Filling(Words(words), kind == "dictated", () => reading, () => other).Fill(template, kind);
    }

    private static (Sentence, Sentence) Context((string Kind, string Measured, string Other) context, SeededRandom random)
    {
        Reading reading = new(14 * 10 + 10 * random.NextInt(5) + 2 * random.NextInt(5), 90 + random.NextInt(10));
        long words = (long)random.NextBits();
        return (Side(context.Measured), Side(context.Other));

        Sentence Side(string template) => new Filling(Words(words), dictated: false, () => reading, () => reading).Fill(template, context.Kind);
    }

    private static SeededRandom Words(long key) => Seeds.For("blood pressure contrast, words", key);
}
