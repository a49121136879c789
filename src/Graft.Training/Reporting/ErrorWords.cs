using Graft.Attribution;
using Graft.Bundles;
using Graft.Data.Texts;
using Graft.Reports;
using Graft.Reports.Sections;

namespace Graft.Training.Reporting;

/// <summary>What the answers rest on where texts were taken for something else, by hiding one word after the other.</summary>
internal static class ErrorWords
{
    /// <summary>Letters that the model reads for it, altogether: what is behind the first so many is shown without.</summary>
    private const long Budget = 400_000;

    public static IReadOnlyList<ScoredPart> Add(IReadOnlyList<ScoredPart> parts, TextSet set, TextRunner runner, CancellationToken cancel)
    {
        if (set.Task != TextTask.Classification) return parts;
        Dictionary<string, TextExample> known = [];
        foreach (TextExample example in set.Examples) known.TryAdd(TextReport.Shown(example), example);
        long spent = 0;
        Dictionary<ScoredExample, TextAttribution> words = [];
        foreach (ScoredExample error in parts.Reverse().SelectMany(Errors.Shown))
        {
            TextExample example = known[error.Input];
            if ((spent += (long)error.Input.Length * Math.Min(128, 1 + error.Input.Count(char.IsWhiteSpace))) > Budget) continue;
            words[error] = TextOcclusion.Explain(runner, example.Text, example.Pair, set.Classes[error.Predicted], cancel);
        }
        return [.. parts.Select(p => p with { Examples = [.. p.Examples.Select(e => words.TryGetValue(e, out TextAttribution? found) ? e with { Words = found } : e)] })];
    }
}
