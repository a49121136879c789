using System.Text.Json;
using Graft.Text;
using Encoding = Graft.Text.Encoding;

namespace Graft.Tests.Text;

/// <summary>Every case that the reference library (tokenizers 0.23.3) computed.</summary>
public class TokenizerFixtureTests
{
    public static TheoryData<string> Names => ["bert-uncased", "bpe-roberta", "bpe-gpt2", "wordpiece-cased", "unigram-xlmr"];

    [SharedTheory("fixtures/tokenizers"), MemberData(nameof(Names))]
    public void Encode_SingleTexts_EqualsTheReference(string name)
    {
        (Tokenizer tokenizer, JsonElement cases) = Open(name);
        Faults faults = new();
        foreach (JsonElement expected in cases.GetProperty("single").EnumerateArray())
            faults.Compare(expected, tokenizer.Encode(expected.GetProperty("text").GetString()!, null, null), expected.GetProperty("text").GetString()!);
        faults.ShouldBeNone();
    }

    [SharedTheory("fixtures/tokenizers"), MemberData(nameof(Names))]
    public void Encode_Pairs_EqualsTheReferenceUnderEveryStrategy(string name)
    {
        (Tokenizer tokenizer, JsonElement cases) = Open(name);
        Faults faults = new();
        foreach (JsonElement pair in cases.GetProperty("pairs").EnumerateArray())
        {
            foreach ((string key, Truncation? how) in Strategies)
            {
                (string text, string second) = (pair.GetProperty("text").GetString()!, pair.GetProperty("pair").GetString()!);
                Func<Encoding> encode = () => tokenizer.Encode(text, second, how);
                JsonElement expected = pair.GetProperty(key);
                if (expected.TryGetProperty("error", out _)) Should.Throw<GraftException>(encode, $"{text} | {second}: {key}");
                else faults.Compare(expected, encode(), $"{text} | {second}: {key}");
            }
        }
        faults.ShouldBeNone();
    }

    [SharedTheory("fixtures/tokenizers"), MemberData(nameof(Names))]
    public void Encode_WithStride_GivesEveryWindowOfTheReference(string name)
    {
        (Tokenizer tokenizer, JsonElement cases) = Open(name);
        Faults faults = new();
        foreach (JsonElement expected in cases.GetProperty("windows").EnumerateArray())
        {
            string text = expected.GetProperty("text").GetString()!;
            Encoding first = tokenizer.Encode(text, null, new() { MaxLength = expected.GetProperty("max_length").GetInt32(), Stride = expected.GetProperty("stride").GetInt32() });
            Encoding[] windows = [first, .. first.Overflowing];
            JsonElement[] wanted = [.. expected.GetProperty("windows").EnumerateArray()];
            windows.Length.ShouldBe(wanted.Length, text);
            for (int i = 0; i < windows.Length; i++) faults.Compare(wanted[i], windows[i], $"{text}: window {i}");
        }
        faults.ShouldBeNone();
    }

    [SharedFact("fixtures/tokenizers")]
    public void Encode_AsSaved_CutsAndFillsAsTheFileSays()
    {
        (Tokenizer tokenizer, JsonElement cases) = Open("bert-uncased");
        Faults faults = new();
        foreach (JsonElement expected in cases.GetProperty("as_saved").EnumerateArray())
            faults.Compare(expected, tokenizer.Encode(expected.GetProperty("text").GetString()!), expected.GetProperty("text").GetString()!);
        faults.ShouldBeNone();
    }

    [SharedTheory("fixtures/tokenizers"), MemberData(nameof(Names))]
    public void Save_ThenOpen_GivesTheSameTokens(string name)
    {
        (Tokenizer tokenizer, _) = Open(name);
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        tokenizer.Save(path);
        try
        {
            const string text = "Readings of 190/140 aren't <mask> fine, naïve [MASK] 你好.";
            Tokenizer.Open(path).Encode(text).Ids.ShouldBe(tokenizer.Encode(text).Ids);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static readonly (string, Truncation?)[] Strategies =
    [
        ("untruncated", null),
        ("longest_first", new() { MaxLength = 16 }),
        ("only_first", new() { MaxLength = 16, Strategy = TruncationStrategy.OnlyFirst }),
        ("only_second", new() { MaxLength = 16, Strategy = TruncationStrategy.OnlySecond }),
    ];

    private static (Tokenizer, JsonElement) Open(string name) => (Tokenizer.Open(Shared.Path($"fixtures/tokenizers/{name}")),
        JsonDocument.Parse(File.ReadAllBytes(Shared.Path($"fixtures/tokenizers/{name}/cases.json"))).RootElement);

    /// <summary>Gathers differences, so that one run shows all of them.</summary>
    private sealed class Faults
    {
        private readonly List<string> _found = [];

        public void Compare(JsonElement expected, Encoding actual, string where)
        {
            Compare("ids", expected, actual.Ids);
            Compare("tokens", expected, actual.Tokens);
            Compare("offsets_utf16", expected, actual.Offsets.Select(o => new[] { o.Start, o.End }));
            Compare("word_ids", expected, actual.WordIds);
            Compare("type_ids", expected, actual.TypeIds);
            Compare("special_tokens_mask", expected, actual.SpecialTokensMask);
            Compare("sequence_ids", expected, actual.SequenceIds);
            Compare("attention_mask", expected, actual.AttentionMask);

            void Compare(string field, JsonElement of, object found)
            {
                if (!of.TryGetProperty(field, out JsonElement wanted)) return;
                (string a, string b) = (JsonSerializer.Serialize(wanted), JsonSerializer.Serialize(found));
                if (a != b) _found.Add($"{JsonSerializer.Serialize(where)}: {field}\n  expected {a}\n  found    {b}");
            }
        }

        public void ShouldBeNone() => _found.Count.ShouldBe(0, string.Join("\n", _found.Take(20)));
    }
}
