namespace Graft.Samples.BloodPressure;

/// <summary>Makes the sentences; the same seed makes the same ones, and more of them begin with the fewer.</summary>
internal static class Generator
{
    private static readonly (string Kind, double Share)[] Kinds =
        [("single", 0.1), ("vitals", 0.12), ("several", 0.08), ("words", 0.07), ("dictated", 0.2), ("with_goal", 0.06), ("goal", 0.05), ("negated", 0.04), ("context", 0.06), ("other", 0.06), ("framed", 0.16)];

    /// <summary>Sentences to train on.</summary>
    public static IReadOnlyList<Sentence> Train(int count, long seed) => [.. Enumerable.Range(0, count).Select(i => One("train", TrainTemplates.All, i, seed))];

    /// <summary>Sentences in other words, to score on.</summary>
    public static IReadOnlyList<Sentence> Test(int count, long seed) => [.. Enumerable.Range(0, count).Select(i => One("test", TestTemplates.All, i, seed))];

    private static Sentence One(string part, Templates templates, int index, long seed)
    {
        SeededRandom random = Seeds.For($"blood pressure {part}", seed, 0, index);
        double at = random.NextDouble();
        string kind = Kinds.First(k => (at -= k.Share) < 0 || k == Kinds[^1]).Kind;
        if (kind == "framed" && !templates.Framed) kind = "single";
        // Of several readings one high one is enough, so they are drawn high less often.
        Filling filling = new(random, kind == "dictated", () => Numbers.Draw(random, high: random.NextBool(kind == "several" ? 0.3 : 0.5)), () => Unmeasured(random));
        return filling.Fill(templates.Pick(random, kind), kind);
    }

    /// <summary>A goal, a limit, another's pressure: round numbers more often than not.</summary>
    public static Reading Unmeasured(SeededRandom random) => random.NextBool()
        ? new(new[] { 120, 130, 140, 150, 160, 180 }[random.NextInt(6)], new[] { 70, 80, 85, 90, 100, 110 }[random.NextInt(6)]) : Numbers.Draw(random, high: random.NextBool(0.6));
}
