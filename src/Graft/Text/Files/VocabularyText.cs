using System.Text.Json.Nodes;

namespace Graft.Text.Files;

/// <summary>Writes BERT's vocab.txt (one token a line, its number the line's) with tokenizer_config.json as tokenizer.json.</summary>
internal static class VocabularyText
{
    public static byte[] ToJson(string path, byte[] bytes)
    {
        JsonObject config = OlderFiles.Config(path);
        JsonObject vocabulary = [];
        int id = 0;
        foreach (string line in System.Text.Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').TrimEnd('\n').Split('\n'))
            vocabulary[line.TrimEnd('\r')] = id++; // of two equal lines the later counts, as in the reference
        // Google's folders say nothing of it, but a vocabulary of lower-case text has no capitals that have a small letter (BERT's has ℝ, which has none).
        bool lowercase = OlderFiles.Flag(config, "do_lower_case", !vocabulary.Any(t => !t.Key.StartsWith('[') && t.Key.Any(c => char.ToLowerInvariant(c) != c)));
        (string cls, string sep) = (OlderFiles.Token(config, "cls_token", "[CLS]"), OlderFiles.Token(config, "sep_token", "[SEP]"));
        string unknown = OlderFiles.Token(config, "unk_token", "[UNK]");
        OlderFiles.Demand(path, vocabulary, [cls, sep, unknown]);
        string[] special = [.. new[] { OlderFiles.Token(config, "pad_token", "[PAD]"), unknown, cls, sep, OlderFiles.Token(config, "mask_token", "[MASK]") }.Where(vocabulary.ContainsKey)];
        return OlderFiles.Write(new()
        {
            ["added_tokens"] = OlderFiles.Added(vocabulary, special, leftStripped: null),
            ["normalizer"] = new JsonObject
            {
                ["type"] = "BertNormalizer", ["clean_text"] = true, ["lowercase"] = lowercase,
                ["handle_chinese_chars"] = OlderFiles.Flag(config, "tokenize_chinese_chars", true),
                ["strip_accents"] = OlderFiles.Flag(config, "strip_accents", lowercase),
            },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["post_processor"] = OlderFiles.Around("BertProcessing", vocabulary, cls, sep),
            ["model"] = new JsonObject
            {
                ["type"] = "WordPiece", ["unk_token"] = unknown, ["continuing_subword_prefix"] = "##", ["max_input_chars_per_word"] = 100, ["vocab"] = vocabulary,
            },
        });
    }
}
