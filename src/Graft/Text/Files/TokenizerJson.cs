using Graft.Text.Models;
using Graft.Text.Pipeline;

namespace Graft.Text.Files;

/// <summary>Reads a tokenizer.json (https://github.com/huggingface/tokenizers).</summary>
internal static class TokenizerJson
{
    public static TokenizerParts Read(Entry root)
    {
        (Model model, Dictionary<string, int> ids) = ModelJson.Read(root.Require("model"));
        List<AddedToken> added = [.. root.Items("added_tokens").Select(Added)];
        foreach (AddedToken token in added) ids[token.Content] = token.Id;
        PostProcessorJson processor = PostProcessorJson.Read(root.Get("post_processor"));
        return new()
        {
            Vocabulary = new(ids), Model = model, Added = added,
            Normalizer = root.Get("normalizer") is Entry normalizer ? NormalizerJson.Read(normalizer) : null,
            PreTokenizer = root.Get("pre_tokenizer") is Entry preTokenizer ? PreTokenizerJson.Read(preTokenizer) : null,
            Template = processor.Template ?? PostProcessors.Template.None, Trimming = processor.Trimming,
            Truncation = root.Get("truncation") is Entry truncation ? Truncation(truncation) : null,
            Padding = root.Get("padding") is Entry padding ? Padding(padding) : null,
        };
    }

    private static AddedToken Added(Entry entry) => new(entry.Number("id"), entry.Text("content"))
    {
        Special = entry.Flag("special", false), SingleWord = entry.Flag("single_word", false), LeftStrip = entry.Flag("lstrip", false),
        RightStrip = entry.Flag("rstrip", false), Normalized = entry.Flag("normalized", true),
    };

    private static Truncation Truncation(Entry entry) => new()
    {
        MaxLength = AtLeast0(entry, "max_length", null), Stride = AtLeast0(entry, "stride", 0), Side = Side(entry),
        Strategy = entry.Text("strategy", "LongestFirst") switch
        {
            "LongestFirst" => TruncationStrategy.LongestFirst,
            "OnlyFirst" => TruncationStrategy.OnlyFirst,
            "OnlySecond" => TruncationStrategy.OnlySecond,
            _ => throw entry.Require("strategy").Wrong("LongestFirst, OnlyFirst or OnlySecond"),
        },
    };

    private static Padding Padding(Entry entry) => new()
    {
        Length = entry.Require("strategy") is { Value.ValueKind: System.Text.Json.JsonValueKind.Object } strategy ? AtLeast0(strategy, "Fixed", null) : null,
        MultipleOf = AtLeast0(entry, "pad_to_multiple_of", 0), Side = Side(entry), Id = entry.Number("pad_id", 0),
        Token = entry.Text("pad_token", "[PAD]"), TypeId = entry.Number("pad_type_id", 0),
    };

    private static Side Side(Entry entry) => entry.Text("direction", "Right") switch
    {
        "Right" => Text.Side.Right,
        "Left" => Text.Side.Left,
        _ => throw entry.Require("direction").Wrong("Left or Right"),
    };

    private static int AtLeast0(Entry entry, string name, int? orElse) =>
        entry.Number(name, orElse) is >= 0 and <= 1 << 24 and int number ? number : throw entry.Require(name).Wrong($"0 to {1 << 24}");
}
