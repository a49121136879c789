using System.Text;

namespace Graft.Reports;

/// <summary>What stands under one heading of a page.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Body">What stands under it.</param>
internal sealed record PageSection(string Title, Html Body)
{
    /// <summary>The anchor: letters of the title in lower case, with dashes between words.</summary>
    public string Id { get; } = string.Join('-', Title.ToLowerInvariant().Split([' ', ','], StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>
/// A page that holds everything it shows, runs no script and asks for nothing from outside, which its own content policy enforces. It follows the reader's choice of light or dark.
/// </summary>
internal static class Page
{
    private static readonly Html Style = new(Read("report.css"));

    public static void Write(string path, string page) => AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(page)));

    public static string Of(string title, IReadOnlyList<PageSection> sections, ExampleView view) => Html.Of($"""
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <meta name="color-scheme" content="light dark"><title>{title}</title><link rel="icon" href="data:,"><style>{Style}</style></head>
        <body><a class="skip" href="#content">Skip to the content</a><header><h1>{title}</h1></header>
        <nav aria-label="Contents"><ul>{sections.Select(s => Html.Of($"<li><a href=\"#{s.Id}\">{s.Title}</a></li>"))}</ul></nav><main id="content" tabindex="-1">{sections.Select(Section)}</main>
        <footer><p>Made by Graft. This page is complete in itself: nothing is loaded from elsewhere.</p></footer>{view.Definitions()}</body></html>
        """).Markup;

    private static Html Section(PageSection s) => Html.Of($"<section id=\"{s.Id}\" aria-labelledby=\"{s.Id}-title\"><h2 id=\"{s.Id}-title\">{s.Title}</h2>{s.Body}</section>");

    private static string Read(string name)
    {
        using StreamReader reader = new(typeof(Page).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
