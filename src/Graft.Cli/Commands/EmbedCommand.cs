using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Graft.Cli.Output;
using Graft.Text;

namespace Graft.Cli.Commands;

/// <summary>graft embed: texts to vectors.</summary>
internal static class EmbedCommand
{
    private static readonly Argument<string> Backbone = new("backbone") { Description = "built-in name (minilm), folder, hub id, or nuget:PACKAGE@VERSION" };
    private static readonly Argument<string[]> Texts = new("texts") { Description = "files of texts (CSV, TSV, JSON Lines, Parquet, .txt by lines), or texts", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> Column = new("--text") { Description = "column of the text; guessed where it is not given" };
    private static readonly Option<string?> Pooling = new("--pooling") { Description = "mean, cls or max, with layers behind a colon as mean:-2; default: what the backbone's publisher says" };

    public static Command Create()
    {
        Command embed = new("embed", "Embed texts: one vector each, in their order.\n\nExamples:\n  graft embed minilm texts.csv --json\n  graft embed minilm \"one text\" \"another\"") { Backbone, Texts, Column, Pooling };
        embed.SetAction(Run);
        return embed;
    }

    private static int Run(ParseResult parsed)
    {
        TextEmbedderOptions options = new() { Pooling = parsed.GetValue(Pooling) is string named ? PoolingNames.Parse(named) : null };
        using TextEmbedder embedder = TextEmbedder.Open(TextInput.Folder(parsed.GetRequiredValue(Backbone), parsed), options);
        float[][] vectors = embedder.Embed(TextInput.Read(parsed.GetRequiredValue(Texts), parsed.GetValue(Column)));
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(JsonSerializer.Serialize(vectors));
        else foreach (float[] vector in vectors) Console.Out.WriteLine(string.Join(',', vector.Select(v => v.ToString("R", CultureInfo.InvariantCulture))));
        if (embedder.CutTexts > 0) Console.Error.WriteLine($"{embedder.CutTexts} of {vectors.Length} texts were longer than {embedder.MaxLength} tokens, and cut");
        return ExitCodes.Done;
    }
}
