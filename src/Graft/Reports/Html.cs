using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Graft.Reports;

/// <summary>
/// Markup that is safe to put into a page. It is made from interpolated strings alone: what the program wrote stays as it is, what is put in is escaped, unless it is
/// <see cref="Html"/> itself. So a label or a file name can't become markup, wherever it comes from.
/// </summary>
internal readonly record struct Html(string Markup)
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static Html Empty { get; } = new("");

    public static Html Of(HtmlHandler text) => new(text.ToString());

    public static Html Join(IEnumerable<Html> parts, string between = "\n") => new(string.Join(between, parts.Select(p => p.Markup)));

    public static string Escape(string? text) => text is null ? "" : Encoder.Encode(text);

    public override string ToString() => Markup;
}

/// <summary>Escapes what is put into an interpolated string; numbers are written in the invariant culture.</summary>
[InterpolatedStringHandler]
internal readonly ref struct HtmlHandler(int literalLength, int formattedCount)
{
    private readonly StringBuilder _text = new(literalLength + (16 * formattedCount));

    public void AppendLiteral(string markup) => _text.Append(markup);

    public void AppendFormatted(Html markup) => _text.Append(markup.Markup);

    public void AppendFormatted(IEnumerable<Html> markup) => _text.Append(Html.Join(markup).Markup);

    public void AppendFormatted(string? text) => _text.Append(Html.Escape(text));

    public void AppendFormatted<T>(T value, string? format = null) where T : IFormattable => _text.Append(Html.Escape(value.ToString(format, CultureInfo.InvariantCulture)));

    public override string ToString() => _text.ToString();
}
