using Graft.Reports.Sections;

namespace Graft.Reports;

/// <summary>
/// One HTML page that tells whether a model can be trusted, where it fails and what to mend. It holds everything it shows, runs no script and asks for nothing from outside, which its own
/// content policy enforces.
/// </summary>
public static class Report
{
    private static readonly Section[] Sections =
        [new Summary(), new NextSteps(), new Scores(), new PerClass(), new Confusion(), new Errors(), new Curves(), new Calibration(), new Sections.Training(), new Maps(), new DataChecks(), new RecipeAndEnvironment()];

    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="input">What is known.</param>
    /// <exception cref="GraftException">The file can't be written.</exception>
    public static void Write(string path, ReportInput input)
    {
        byte[] page = System.Text.Encoding.UTF8.GetBytes(Of(input));
        AtomicFile.Write(path, stream => stream.Write(page));
    }

    /// <summary>The page.</summary>
    public static string Of(ReportInput input)
    {
        ExampleView view = ExampleView.Of(input.Kind);
        Section[] sections = [.. Sections.Where(s => s.AppliesTo(input))];
        Html body = Html.Join(sections.Select(s => Html.Of($"<section id=\"{s.Id}\" aria-labelledby=\"{s.Id}-title\"><h2 id=\"{s.Id}-title\">{s.Title}</h2>{s.Body(input, view)}</section>")));
        IEnumerable<Html> contents = sections.Select(s => Html.Of($"<li><a href=\"#{s.Id}\">{s.Title}</a></li>"));
        return Html.Of($"""
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <meta name="color-scheme" content="light dark"><title>{input.Title}</title><link rel="icon" href="data:,"><style>{Style}</style></head>
            <body><a class="skip" href="#content">Skip to the content</a><header><h1>{input.Title}</h1></header>
            <nav aria-label="Contents"><ul>{contents}</ul></nav><main id="content" tabindex="-1">{body}</main>
            <footer><p>Made by Graft. This page is complete in itself: nothing is loaded from elsewhere.</p></footer>{view.Definitions()}</body></html>
            """).Markup;
    }

    private static Html Style { get; } = new(Read("report.css"));

    private static string Read(string name)
    {
        using StreamReader reader = new(typeof(Report).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
