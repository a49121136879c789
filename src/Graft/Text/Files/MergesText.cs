using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Checkpoints;

namespace Graft.Text.Files;

/// <summary>Writes GPT-2's vocab.json with merges.txt beside it as tokenizer.json; with RoBERTa's signs where the vocabulary has them.</summary>
internal static class MergesText
{
    public static byte[] ToJson(string path, byte[] bytes)
    {
        JsonObject config = OlderFiles.Config(path);
        using JsonDocument document = Json.Parse(path, "vocab.json", bytes);
        JsonObject vocabulary = JsonObject.Create(document.RootElement.Clone()) ?? throw new GraftException($"{path}: expected an object of tokens and ids.");
        (string cls, string sep) = (OlderFiles.Token(config, "cls_token", "<s>"), OlderFiles.Token(config, "sep_token", "</s>"));
        string mask = OlderFiles.Token(config, "mask_token", "<mask>");
        bool prefix = OlderFiles.Flag(config, "add_prefix_space", false);
        bool around = vocabulary.ContainsKey(cls) && vocabulary.ContainsKey(sep);
        string[] special = [.. new[] { cls, OlderFiles.Token(config, "pad_token", "<pad>"), sep, OlderFiles.Token(config, "unk_token", "<unk>"), mask, "<|endoftext|>" }.Where(vocabulary.ContainsKey)];
        JsonObject? processor = around ? OlderFiles.Around("RobertaProcessing", vocabulary, cls, sep) : null;
        if (processor is not null) (processor["trim_offsets"], processor["add_prefix_space"]) = (true, prefix);
        return OlderFiles.Write(new()
        {
            ["added_tokens"] = OlderFiles.Added(vocabulary, special, mask),
            ["pre_tokenizer"] = new JsonObject { ["type"] = "ByteLevel", ["add_prefix_space"] = prefix, ["trim_offsets"] = true, ["use_regex"] = true },
            ["post_processor"] = processor,
            ["model"] = new JsonObject { ["type"] = "BPE", ["vocab"] = vocabulary, ["merges"] = Merges(path) },
        });
    }

    private static JsonArray Merges(string vocabularyPath)
    {
        string path = Path.Combine(Path.GetDirectoryName(vocabularyPath) ?? "", "merges.txt");
        if (!File.Exists(path)) throw new GraftException($"{vocabularyPath} needs merges.txt beside it, which is not there.");
        string[] lines = System.Text.Encoding.UTF8.GetString(TokenizerFiles.ReadAll(path)).Split('\n');
        return [.. lines.Where((line, i) => line.Length > 0 && !(i == 0 && line.StartsWith("#version", StringComparison.Ordinal)))
            .Select(line => (JsonNode)JsonValue.Create(line.TrimEnd('\r')))];
    }
}
