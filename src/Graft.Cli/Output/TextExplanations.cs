using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Attribution;
using Graft.Reports;
using Spectre.Console;

namespace Graft.Cli.Output;

/// <summary>Explained texts as rows, JSON and a page.</summary>
internal static class TextExplanations
{
    private const int Most = 4;

    /// <summary>Prints the words that say most; on a terminal the texts themselves, coloured.</summary>
    public static void Print(IReadOnlyList<TextAttribution> texts)
    {
        Results.Table(["text", "label", "probability", "speaks for it", "speaks against it"], texts.Select(t => (IReadOnlyList<string>)[Short(t), t.Label, Results.Text(t.Probability), Strongest(t, 1), Strongest(t, -1)]));
        if (!Console.IsOutputRedirected) foreach (TextAttribution text in texts) AnsiConsole.MarkupLine(Coloured(text));
    }

    /// <summary>One line per text, for standard error.</summary>
    public static string Line(TextAttribution t) => $"{Short(t)}: '{t.Label}' for {Strongest(t, 1)}; against: {Strongest(t, -1)}";

    /// <summary>Writes the page into a folder.</summary>
    public static string Write(IReadOnlyList<TextAttribution> texts, string folder)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"texts.{texts[0].Method}.html");
        ExplanationPage.Write(path, texts);
        return path;
    }

    public static JsonObject ToJson(TextAttribution t)
    {
        JsonObject json = new() { ["input"] = t.Input };
        if (t.Pair is string pair) json["pair"] = pair;
        (json["label"], json["probability"], json["method"]) = (t.Label, t.Probability, t.Method);
        json["tokens"] = new JsonArray([.. t.Tokens.Select(k => new JsonObject { ["text"] = k.Text, ["start"] = k.Start, ["end"] = k.End, ["sequence"] = k.Sequence, ["value"] = k.Value })]);
        return json;
    }

    private static string Strongest(TextAttribution t, int sign)
    {
        AttributedToken[] most = [.. t.Tokens.Where(k => k.Value * sign >= 0.005).OrderByDescending(k => k.Value * sign).Take(Most)];
        return most.Length == 0 ? "-" : string.Join(", ", most.Select(k => $"{k.Text} {k.Value.ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture)}"));
    }

    private static string Coloured(TextAttribution t)
    {
        double strongest = Math.Max(t.Tokens.Select(k => Math.Abs(k.Value)).DefaultIfEmpty().Max(), 1e-12);
        return string.Join(' ', t.Tokens.Select(k => Math.Abs(k.Value) < 0.1 * strongest ? Markup.Escape(k.Text) : $"[{(k.Value > 0 ? "red" : "blue")}{(Math.Abs(k.Value) > 0.5 * strongest ? " bold" : "")}]{Markup.Escape(k.Text)}[/]"));
    }

    private static string Short(TextAttribution t) => Commands.TextResults.Short(t.Pair is null ? t.Input : $"{t.Input} | {t.Pair}");
}
