using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Checkpoints;

namespace Graft.Text.Files;

/// <summary>What the readers of older tokenizer files share.</summary>
internal static class OlderFiles
{
    /// <summary>The tokenizer_config.json and special_tokens_map.json beside a file, as far as they are there; the first wins.</summary>
    public static JsonObject Config(string path)
    {
        JsonObject all = [];
        foreach (string name in new[] { "tokenizer_config.json", "special_tokens_map.json", "config.json" })
        {
            string file = Path.Combine(Path.GetDirectoryName(path) ?? "", name);
            if (!File.Exists(file)) continue;
            using JsonDocument document = Json.Open(file, name, 1 << 24);
            if (JsonObject.Create(document.RootElement.Clone()) is not JsonObject fields) continue;
            foreach ((string key, JsonNode? value) in fields) all.TryAdd(key, value?.DeepClone());
        }
        return all;
    }

    /// <summary>A boolean, or what stands where there is none.</summary>
    public static bool Flag(JsonObject config, string name, bool orElse) => config[name] is JsonValue value && value.TryGetValue(out bool flag) ? flag : orElse;

    /// <summary>A token's text: a string, or an object with 'content'.</summary>
    public static string Token(JsonObject config, string name, string orElse)
    {
        JsonNode? node = config[name] is JsonObject token ? token["content"] : config[name];
        return node is JsonValue value && value.TryGetValue(out string? text) ? text : orElse;
    }

    /// <summary>Refuses a vocabulary without the tokens that every text needs.</summary>
    public static void Demand(string path, JsonObject vocabulary, IEnumerable<string> tokens)
    {
        string[] missing = [.. tokens.Where(t => !vocabulary.ContainsKey(t)).Select(t => $"'{t}'")];
        if (missing.Length > 0)
            throw new GraftException($"{path}: the vocabulary of {vocabulary.Count} tokens lacks {string.Join(", ", missing)}. If they are called otherwise, a tokenizer_config.json beside it says so.");
    }

    /// <summary>Special tokens as 'added_tokens'.</summary>
    public static JsonArray Added(JsonObject vocabulary, IEnumerable<string> tokens, string? leftStripped) => [.. tokens.Distinct().Select(t => new JsonObject
    {
        ["id"] = vocabulary[t]!.GetValue<int>(), ["content"] = t, ["special"] = true, ["normalized"] = false, ["single_word"] = false,
        ["lstrip"] = t == leftStripped, ["rstrip"] = false,
    })];

    /// <summary>A post-processor that puts two tokens around the text.</summary>
    public static JsonObject Around(string type, JsonObject vocabulary, string cls, string sep) => new()
    {
        ["type"] = type, ["cls"] = new JsonArray(cls, vocabulary[cls]!.GetValue<int>()), ["sep"] = new JsonArray(sep, vocabulary[sep]!.GetValue<int>()),
    };

    /// <summary>The file's bytes.</summary>
    public static byte[] Write(JsonObject tokenizer)
    {
        tokenizer.Insert(0, "version", "1.0");
        return JsonSerializer.SerializeToUtf8Bytes(tokenizer);
    }
}
