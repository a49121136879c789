using System.Collections.Concurrent;

namespace Graft.Reports;

/// <summary>
/// Photos as JPEG of at most 96 pixels a side. Each is written once, as a symbol that all its figures use, so that the page stays small and needs no script.
/// </summary>
internal sealed class PhotoView : ExampleView
{
    /// <summary>Photos that a page shows at most: with the limit of bytes below, and heat maps beside them, they take less than 4.5 MB.</summary>
    private const int Most = 500, Side = 96;

    /// <summary>Bytes of a small photo, at most.</summary>
    public const int BytesEach = 5_500;


    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    public override string Noun => "photo";

    /// <summary>The file and its folder, which is mostly the class.</summary>
    public override string NameOf(string input) => Path.GetFileName(Path.GetDirectoryName(input)) is { Length: > 0 } folder ? $"{folder}/{Path.GetFileName(input)}" : Path.GetFileName(input);

    public override Html Figure(string input, Html caption) => Html.Of($"<figure>{Picture(input)}<figcaption>{caption}</figcaption></figure>");

    private Html Picture(string input)
    {
        if (!_numbers.TryGetValue(input, out int number) && _numbers.Count < Most) _numbers[input] = number = _numbers.Count + 1;
        return number == 0 ? Html.Of($"<span class=\"missing\">{NameOf(input)}</span>")
            : Html.Of($"<svg class=\"photo\" role=\"img\" viewBox=\"0 0 {Side} {Side}\" aria-label=\"{NameOf(input)}\"><title>{NameOf(input)}</title><use href=\"#p{number}\"/></svg>");
    }

    public override Html Explained(ScoredExample example, Html caption) => example.HeatMap is not { } jpeg ? Figure(example.Input, caption) : Html.Of($"""
        <figure class="twin">{Picture(example.Input)}<svg class="photo" role="img" viewBox="0 0 {Side} {Side}" aria-label="what the answer rests on"><title>what the answer rests on</title>{Image(jpeg)}</svg><figcaption>{caption}</figcaption></figure>
        """);

    public override Html Definitions()
    {
        ConcurrentDictionary<int, Html> symbols = new();
        Parallel.ForEach(_numbers, photo => symbols[photo.Value] = Symbol(photo.Value, photo.Key));
        return Html.Of($"<svg width=\"0\" height=\"0\" aria-hidden=\"true\" class=\"definitions\">{symbols.OrderBy(s => s.Key).Select(s => s.Value)}</svg>");
    }

    private static Html Image(byte[] jpeg) => Html.Of($"<image width=\"{Side}\" height=\"{Side}\" href=\"data:image/jpeg;base64,{Convert.ToBase64String(jpeg)}\"/>");

    private static Html Symbol(int number, string path)
    {
        Html content = Thumbnail.Of(path, Side, BytesEach) is { } jpeg
            ? Image(jpeg)
            : Html.Of($"<text x=\"{Side / 2}\" y=\"{Side / 2}\" text-anchor=\"middle\">gone</text>");
        return Html.Of($"<symbol id=\"p{number}\" viewBox=\"0 0 {Side} {Side}\">{content}</symbol>");
    }
}
