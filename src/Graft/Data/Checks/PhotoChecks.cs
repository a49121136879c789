using System.Globalization;

namespace Graft.Data.Checks;

/// <summary>What is the matter with single photos.</summary>
internal static class PhotoChecks
{
    private const double Few = 0.2;     // grey photos are worth telling where they are the exception

    public static IEnumerable<Finding> Run(IReadOnlyList<string> paths, PhotoFacts[] facts, CheckOptions options)
    {
        for (int i = 0; i < facts.Length; i++)
            if (facts[i].Fault is string fault) yield return new(CheckNames.Unreadable, Severity.Error, fault, [paths[i]]);
        for (int i = 0; i < facts.Length; i++)
            if (Images.ImageFormat.Promised(paths[i])?.Name is string promised && facts[i].Format is string found && found != promised)
                yield return new(CheckNames.WrongExtension, Severity.Warning, $"is a {found} by its content, though its name promises a {promised}; other tools may refuse it", [paths[i]]);
        foreach (Finding finding in Groups(paths, facts, options)) yield return finding;
    }

    private static IEnumerable<Finding> Groups(IReadOnlyList<string> paths, PhotoFacts[] facts, CheckOptions options)
    {
        Finding? Told(string check, Severity severity, string what, Func<PhotoFacts, bool> holds)
        {
            string[] places = [.. paths.Where((_, i) => facts[i].Fault is null && holds(facts[i]))];
            return places.Length == 0 ? null : new(check, severity, $"{places.Length} photo{(places.Length == 1 ? "" : "s")} {what}", places);
        }

        string Number(double value) => value.ToString("N0", CultureInfo.InvariantCulture);
        int grey = facts.Count(f => f.Pixels is { IsGrey: true }), read = facts.Count(f => f.Fault is null);
        return new[]
        {
            Told(CheckNames.Blank, Severity.Warning, "of one colour: nothing can be learned from it", f => f.Pixels is { } p && p.Contrast < options.BlankContrast),
            Told(CheckNames.Tiny, Severity.Warning, $"with a side below {options.TinySide} pixels: scaled up it shows little", f => Math.Min(f.Width, f.Height) < options.TinySide),
            Told(CheckNames.Huge, Severity.Note, $"of more than {Number(options.HugePixels)} pixels: decoding takes most of the time", f => (long)f.Width * f.Height > options.HugePixels),
            Told(CheckNames.OddAspect, Severity.Note, FormattableString.Invariant($"more than {options.Aspect} times as long as high, or as high as long: a square crop sees little of it"),
                f => Math.Max(f.Width, f.Height) > options.Aspect * Math.Min(f.Width, f.Height)),
            grey <= Few * read ? Told(CheckNames.Grey, Severity.Note, "without colour among coloured ones", f => f.Pixels is { IsGrey: true }) : null,
        }.OfType<Finding>();
    }
}
