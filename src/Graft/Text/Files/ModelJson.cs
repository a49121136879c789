using System.Text.Json;
using Graft.Text.Models;

namespace Graft.Text.Files;

/// <summary>Reads the 'model' of a tokenizer.json.</summary>
internal static class ModelJson
{
    /// <summary>The model, and its tokens with their ids.</summary>
    public static (Model Model, Dictionary<string, int> Ids) Read(Entry entry) => TypeOf(entry) switch
    {
        "WordPiece" => WordPiece(entry),
        "BPE" => Bpe(entry),
        "Unigram" => Unigram(entry),
        "WordLevel" => WordLevel(entry),
        _ => throw entry.UnknownType("tokenizer model", "WordPiece", "BPE", "Unigram", "WordLevel"),
    };

    /// <summary>Old files don't name the type: merges are BPE's, a list is Unigram's.</summary>
    private static string TypeOf(Entry entry) => entry.Get("type")?.AsText()
        ?? (entry.Get("merges") is not null ? "BPE" : entry.Require("vocab").Value.ValueKind == JsonValueKind.Array ? "Unigram" : "WordPiece");

    private static (Model, Dictionary<string, int>) WordPiece(Entry entry)
    {
        Dictionary<string, int> ids = Ids(entry.Require("vocab"));
        int unknown = IdOf(entry, ids, entry.Text("unk_token", "[UNK]"));
        return (new WordPiece(new(ids), unknown, entry.Text("continuing_subword_prefix", "##"), entry.Number("max_input_chars_per_word", 100)), ids);
    }

    private static (Model, Dictionary<string, int>) WordLevel(Entry entry)
    {
        Dictionary<string, int> ids = Ids(entry.Require("vocab"));
        return (new WordLevel(new(ids), entry.Get("unk_token") is Entry unknown && ids.TryGetValue(unknown.AsText(), out int id) ? id : null), ids);
    }

    private static (Model, Dictionary<string, int>) Bpe(Entry entry)
    {
        Dictionary<string, int> ids = Ids(entry.Require("vocab"));
        string prefix = entry.Text("continuing_subword_prefix", "");
        BpeOptions options = new()
        {
            Unknown = entry.Get("unk_token") is Entry unknown ? IdOf(entry, ids, unknown.AsText()) : null, InsidePrefix = prefix,
            EndSuffix = entry.Text("end_of_word_suffix", ""), FuseUnknown = entry.Flag("fuse_unk", false),
            ByteFallback = entry.Flag("byte_fallback", false), IgnoreMerges = entry.Flag("ignore_merges", false),
        };
        return (new Bpe(new(ids), Merges(entry.Require("merges"), ids, prefix), options), ids);
    }

    private static Dictionary<(int, int), (int, int)> Merges(Entry entry, Dictionary<string, int> ids, string prefix)
    {
        Dictionary<(int, int), (int, int)> merges = [];
        foreach (Entry item in entry.AsItems())
        {
            (string left, string right) = Halves(item);
            string merged = left + (prefix.Length > 0 && right.StartsWith(prefix, StringComparison.Ordinal) ? right[prefix.Length..] : right);
            if (!ids.TryGetValue(left, out int a) || !ids.TryGetValue(right, out int b) || !ids.TryGetValue(merged, out int c))
                throw item.Wrong($"a merge of two tokens into a third, all in the vocabulary ('{left}' + '{right}' = '{merged}')");
            merges[(a, b)] = (merges.Count, c);
        }
        return merges;
    }

    /// <summary>Two texts, or one with a space between.</summary>
    private static (string, string) Halves(Entry item)
    {
        string[] halves = item.Value.ValueKind == JsonValueKind.Array ? [.. item.AsItems().Select(i => i.AsText())] : item.AsText().Split(' ');
        return halves.Length == 2 ? (halves[0], halves[1]) : throw item.Wrong("two tokens");
    }

    private static (Model, Dictionary<string, int>) Unigram(Entry entry)
    {
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        List<double> scores = [];
        foreach (Entry item in entry.Require("vocab").AsItems())
        {
            Entry[] pair = item.AsItems();
            if (pair.Length != 2) throw item.Wrong("a token and its score");
            ids[pair[0].AsText()] = scores.Count;
            scores.Add(pair[1].AsReal());
        }
        int? unknown = entry.Get("unk_id")?.AsNumber();
        if (unknown is int id && (uint)id >= (uint)scores.Count) throw entry.Require("unk_id").Wrong($"0 to {scores.Count - 1}");
        return (new Unigram(new(ids), [.. scores], unknown, entry.Flag("byte_fallback", false)), ids);
    }

    private static Dictionary<string, int> Ids(Entry vocabulary)
    {
        Dictionary<string, int> ids = new(StringComparer.Ordinal);
        foreach (JsonProperty token in Fields(vocabulary))
            ids[token.Name] = token.Value.ValueKind == JsonValueKind.Number && token.Value.TryGetInt32(out int id) ? id
                : throw vocabulary.Wrong($"whole numbers as ids (token '{token.Name}')");
        return ids;
    }

    private static JsonElement.ObjectEnumerator Fields(Entry vocabulary) =>
        vocabulary.Value.ValueKind == JsonValueKind.Object ? vocabulary.Value.EnumerateObject() : throw vocabulary.Wrong("an object of tokens and ids");

    private static int IdOf(Entry model, Dictionary<string, int> ids, string token) => ids.TryGetValue(token, out int id) ? id
        : throw model.Require("vocab").Wrong($"the unknown token '{token}' among the {ids.Count} tokens");
}
