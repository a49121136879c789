using System.Text.Json.Nodes;
using Graft.Text;
using Graft.Text.Files;

namespace Graft.Training.Texts.Baselines;

/// <summary>A tokenizer whose tokens are the words of the training texts, in lower case, that occur at least twice, with signs apart; the most frequent ones first.</summary>
internal static class WordVocabulary
{
    /// <summary>Id at padded positions.</summary>
    public const int Padding = 0;

    /// <summary>Id of the first word; what lies below are signs.</summary>
    public const int FirstWord = 4;

    private const int Most = 30_000, Least = 2;
    private static readonly string[] Signs = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];

    public static Tokenizer Of(IEnumerable<string> texts)
    {
        Tokenizer divider = Parse([]);
        Dictionary<string, int> counts = new(StringComparer.Ordinal);
        foreach (string text in texts)
            foreach (TextSpan span in divider.EncodePlain(text).Offsets)
                counts[text[span.Start..span.End].ToLowerInvariant()] = counts.GetValueOrDefault(text[span.Start..span.End].ToLowerInvariant()) + 1;
        return Parse(counts.Where(c => c.Value >= Least && !Signs.Contains(c.Key)).OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Take(Most).Select(c => c.Key));
    }

    private static Tokenizer Parse(IEnumerable<string> words)
    {
        JsonObject vocabulary = [];
        foreach (string word in Signs.Concat(words)) vocabulary[word] = vocabulary.Count;
        return Tokenizer.Parse(OlderFiles.Write(new()
        {
            ["added_tokens"] = OlderFiles.Added(vocabulary, Signs, leftStripped: null),
            ["normalizer"] = new JsonObject { ["type"] = "Lowercase" },
            ["pre_tokenizer"] = new JsonObject { ["type"] = "BertPreTokenizer" },
            ["post_processor"] = OlderFiles.Around("BertProcessing", vocabulary, "[CLS]", "[SEP]"),
            ["model"] = new JsonObject { ["type"] = "WordLevel", ["unk_token"] = "[UNK]", ["vocab"] = vocabulary },
        }));
    }
}
