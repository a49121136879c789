using Graft.Attribution;

namespace Graft.Reports;

/// <summary>Explained texts as a page.</summary>
public static class ExplanationPage
{
    /// <summary>Writes the page, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="texts">What was explained; at least one.</param>
    /// <exception cref="GraftException">The file can't be written.</exception>
    public static void Write(string path, IReadOnlyList<TextAttribution> texts) => Page.Write(path, Of(texts));

    /// <summary>The page.</summary>
    public static string Of(IReadOnlyList<TextAttribution> texts)
    {
        IEnumerable<Html> items = texts.Select(t => Html.Of($"<li><figure class=\"text\"><blockquote>{ColouredWords.Of(t)}</blockquote><figcaption><strong><bdi>{t.Label}</bdi></strong> ({t.Probability:F3})</figcaption></figure></li>"));
        Html how = Html.Of($"<p>Found by {texts[0].Method}. Red speaks for the label, blue against it, the stronger the more; a word's number shows when you point at it.</p>");
        return Page.Of("What answers rest on", [new("Texts", Html.Of($"{how}<ul class=\"errors\">{items}</ul>"))], ExampleView.Of(InputKind.Text));
    }
}
