using Graft.Data.Texts;
using Graft.Features;

namespace Graft.Data.Checks;

/// <summary>Says what is wrong with data before an hour is spent on them.</summary>
public static class DataCheck
{
    /// <summary>Looks at every photo: can it be read, what is it, is it there twice, also resized, recompressed or mirrored.</summary>
    /// <param name="set">The photos.</param>
    /// <param name="options">From where on something is told; null for the defaults.</param>
    /// <param name="progress">Told after each photo.</param>
    /// <param name="cancel">Stops.</param>
    public static DataReport Photos(ExampleSet set, CheckOptions? options = null, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default) =>
        Run(set, [.. set.Examples.Select(e => e.Part)], Options.Validate(options ?? new()), decode: true, progress, cancel);

    /// <summary>The checks that need no pixels: headers, file hashes, labels. Done before every training, with the parts that it uses.</summary>
    /// <param name="set">The photos.</param>
    /// <param name="parts">The part of each.</param>
    /// <param name="cancel">Stops.</param>
    public static DataReport PhotosFast(ExampleSet set, IReadOnlyList<Part> parts, CancellationToken cancel = default) => Run(set, [.. parts], new(), decode: false, null, cancel);

    /// <summary>Looks at texts and their labels.</summary>
    /// <param name="source">The file or folder that they come from.</param>
    /// <param name="texts">All of them.</param>
    /// <param name="options">From where on something is told; null for the defaults.</param>
    /// <param name="tokens">How many tokens a text has, special ones included; called from several threads; null where there is no tokenizer yet.</param>
    /// <param name="limit">Tokens that the model reads.</param>
    public static DataReport Texts(string source, IReadOnlyList<CheckedText> texts, CheckOptions? options = null, Func<string, int>? tokens = null, int limit = 512)
    {
        options = Options.Validate(options ?? new());
        CheckedText[] classed = [.. texts.Where(t => t.Label is not null)];
        IEnumerable<Finding> labels = classed.Length == 0 ? [] : LabelChecks.Run([.. classed.Select(t => t.Place)], [.. classed.Select(t => t.Label!)], [.. classed.Select(t => t.Part)], options);
        return DataReport.Of(source, texts.Count, classed.CountBy(t => t.Label!).OrderBy(c => c.Key, StringComparer.Ordinal).ToDictionary(), [.. TextChecks.Run(texts, tokens, limit), .. labels]);
    }

    /// <summary>Looks at texts and their labels.</summary>
    /// <param name="set">The texts.</param>
    /// <param name="options">From where on something is told; null for the defaults.</param>
    /// <param name="tokens">How many tokens a text has, special ones included; called from several threads; null where there is no tokenizer yet.</param>
    /// <param name="limit">Tokens that the model reads.</param>
    public static DataReport Texts(TextSet set, CheckOptions? options = null, Func<string, int>? tokens = null, int limit = 512) => Texts(set, [.. set.Examples.Select(e => e.Part)], options, tokens, limit);

    /// <summary>The same with the parts that a training uses.</summary>
    internal static DataReport Texts(TextSet set, IReadOnlyList<Part> parts) => Texts(set, [.. parts], null, null, 0);

    private static DataReport Texts(TextSet set, Part?[] parts, CheckOptions? options, Func<string, int>? tokens, int limit)
    {
        bool classes = set.Task == TextTask.Classification;
        DataReport report = Texts(set.Source, [.. set.Examples.Select((e, i) => new CheckedText(e.Place, e.Pair is null ? e.Text : $"{e.Text}\n{e.Pair}", classes ? e.Labels[0] : null, parts[i]))], options, tokens, limit);
        Finding[] left = [.. set.Notices.Select(n => new Finding(CheckNames.Unreadable, Severity.Warning, n.Reason, [n.Path]))];
        return DataReport.Of(set.Source, report.Count, report.Classes, [.. report.Findings, .. left]);
    }

    private static IEnumerable<KeyValuePair<string, int>> Counted(ExampleSet set) => set.Task switch
    {
        TextTask.Classification => set.Examples.CountBy(e => e.Label),
        TextTask.MultiLabel => set.Examples.SelectMany(e => e.Labels).CountBy(l => l),
        _ => [],
    };

    private static DataReport Run(ExampleSet set, Part?[] parts, CheckOptions options, bool decode, IProgress<WorkProgress>? progress, CancellationToken cancel)
    {
        string[] paths = [.. set.Examples.Select(e => e.Path)], labels = [.. set.Examples.Select(e => e.Label)];
        PhotoFacts[] facts = PhotoScan.Run(paths, decode, progress, cancel);
        Duplicates exact = new(paths, labels, parts), near = new(paths, labels, parts);
        foreach (int[] same in Enumerable.Range(0, paths.Length).Where(i => facts[i].Fault is null).GroupBy(i => facts[i].Sha256).Select(g => g.ToArray()))
            foreach (int other in same[1..]) exact.Link(same[0], other);
        foreach ((int a, int b) in NearPairs.ByHash([.. facts.Select(f => f.Pixels)], options))
            if (!exact.AreLinked(a, b)) near.Link(a, b);
        Finding[] left = set.Notices.Count == 0 ? [] : [new(CheckNames.Unreadable, Severity.Warning, $"{set.Notices.Count} files and folders are left out, as no photos or outside of any class folder.", [.. set.Notices.Select(n => n.Path)])];
        return DataReport.Of(set.Source, paths.Length, Counted(set).OrderBy(c => c.Key, StringComparer.Ordinal).ToDictionary(),
        [
            .. PhotoChecks.Run(paths, facts, options), .. exact.Findings(CheckNames.ExactDuplicate, "The same file"), .. near.Findings(CheckNames.NearDuplicate, "Nearly the same photo"),
            .. set.Task == TextTask.Classification ? LabelChecks.Run(paths, labels, parts, options) : [], .. left,
        ]);
    }
}
