using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Graft.Backbones;
using Graft.Cli.Output;
using Graft.Evaluation;
using Graft.Text;

namespace Graft.Cli.Commands;

/// <summary>graft tokenize: what a backbone's tokenizer makes of texts.</summary>
internal static class TokenizeCommand
{
    private static readonly Argument<string[]> Texts = new("texts") { Description = "texts, or files of texts", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string> Backbone = new("--backbone") { Description = "built-in name, folder, hub id, or nuget:PACKAGE@VERSION", DefaultValueFactory = _ => TextBackbone.DefaultAddress };
    private static readonly Option<bool> Pair = new("--pair") { Description = "two texts that follow each other are a pair" };

    public static Command Create()
    {
        Command tokenize = new("tokenize", "Show the tokens, ids and offsets of texts.\n\nExamples:\n  graft tokenize \"BP 190/140\"\n  graft tokenize --backbone minilm --pair \"one text\" \"and another\" --json") { Texts, Backbone, Pair };
        tokenize.SetAction(Run);
        return tokenize;
    }

    private static int Run(ParseResult parsed)
    {
        Tokenizer tokenizer = Tokenizer.Open(TextInput.Folder(parsed.GetRequiredValue(Backbone), parsed));
        string[] texts = TextInput.Read(parsed.GetRequiredValue(Texts), column: null);
        bool pairs = parsed.GetValue(Pair);
        if (pairs && texts.Length % 2 != 0) throw new GraftException($"--pair takes an even number of texts, got {texts.Length}.");
        (string[] Texts, Encoding Encoding)[] encodings = [.. texts.Chunk(pairs ? 2 : 1).Select(t => (t, tokenizer.Encode(t[0], pairs ? t[1] : null, null)))];
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(new JsonArray([.. encodings.Select(e => Json(e.Texts, e.Encoding))]).ToJsonString(EvaluationJson.Readable.Options));
        else foreach ((_, Encoding encoding) in encodings) Print(encoding);
        return ExitCodes.Done;
    }

    private static JsonObject Json(string[] texts, Encoding e)
    {
        JsonObject json = new() { ["text"] = texts[0] };
        if (texts.Length > 1) json["pair"] = texts[1];
        json["ids"] = List(e.Ids);
        json["tokens"] = List(e.Tokens);
        json["offsets"] = new JsonArray([.. e.Offsets.Select(o => List(new[] { o.Start, o.End }))]);
        json["word_ids"] = List(e.WordIds);
        json["type_ids"] = List(e.TypeIds);
        json["special_tokens_mask"] = List(e.SpecialTokensMask);
        return json;
    }

    private static JsonArray List<T>(IEnumerable<T> values) => [.. values.Select(v => v is null ? null : JsonValue.Create(v))];

    private static void Print(Encoding e) => Results.Table(["token", "id", "offsets", "word"], Enumerable.Range(0, e.Length).Select(i => (IReadOnlyList<string>)
        [e.Tokens[i], e.Ids[i].ToString(CultureInfo.InvariantCulture), $"{e.Offsets[i].Start}-{e.Offsets[i].End}", e.WordIds[i]?.ToString(CultureInfo.InvariantCulture) ?? ""]));
}
