using Graft.Text.Pipeline;
using Graft.Text.PreTokenizers;

namespace Graft.Text.Files;

/// <summary>Reads the 'pre_tokenizer' of a tokenizer.json.</summary>
internal static class PreTokenizerJson
{
    private static readonly Dictionary<string, Func<Entry, PreTokenizer>> Known = new(StringComparer.Ordinal)
    {
        ["BertPreTokenizer"] = _ => new BertWords(),
        ["ByteLevel"] = e => new ByteLevel(e.Flag("add_prefix_space", true), e.Flag("use_regex", true)),
        ["CharDelimiterSplit"] = e => new Split(new TextPattern(e.Text("delimiter")), SplitBehavior.Removed),
        ["Digits"] = e => new Split(new ClassPattern(Characters.IsNumber), e.Flag("individual_digits", false) ? SplitBehavior.Isolated : SplitBehavior.Contiguous),
        ["Metaspace"] = Metaspace,
        ["Punctuation"] = e => new Split(new ClassPattern(Characters.IsPunctuation), Behavior(e, "Isolated")),
        ["Sequence"] = e => new PreTokenizerSequence([.. e.Items("pretokenizers").Select(Read)]),
        ["Split"] = e => new Split(PatternJson.Read(e.Require("pattern")), Behavior(e, null), e.Flag("invert", false)),
        ["Whitespace"] = _ => new Whitespace(),
        ["WhitespaceSplit"] = _ => new Split(new ClassPattern(System.Text.Rune.IsWhiteSpace), SplitBehavior.Removed),
    };

    public static PreTokenizer Read(Entry entry) =>
        Known.TryGetValue(entry.Type, out Func<Entry, PreTokenizer>? make) ? make(entry) : throw entry.UnknownType("pre-tokenizer", Known.Keys);

    private static Metaspace Metaspace(Entry entry)
    {
        string mark = entry.Text("replacement", "\u2581");
        if (mark.Length != 1) throw entry.Require("replacement").Wrong("one character");
        return new(mark[0], Scheme(entry), entry.Flag("split", true));
    }

    /// <summary>Older files say add_prefix_space instead.</summary>
    private static PrependScheme Scheme(Entry entry) => entry.Text("prepend_scheme", entry.Flag("add_prefix_space", true) ? "always" : "never") switch
    {
        "always" => PrependScheme.Always,
        "never" => PrependScheme.Never,
        "first" => PrependScheme.First,
        _ => throw entry.Require("prepend_scheme").Wrong("always, never or first"),
    };

    private static SplitBehavior Behavior(Entry entry, string? orElse) => Enum.TryParse(entry.Text("behavior", orElse), out SplitBehavior behavior)
        ? behavior : throw entry.Require("behavior").Wrong(string.Join(", ", Enum.GetNames<SplitBehavior>()));
}
