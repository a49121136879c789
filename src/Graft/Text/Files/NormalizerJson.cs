using System.Text;
using Graft.Text.Normalizers;

namespace Graft.Text.Files;

/// <summary>Reads the 'normalizer' of a tokenizer.json.</summary>
internal static class NormalizerJson
{
    private static readonly Dictionary<string, Func<Entry, Normalizer>> Known = new(StringComparer.Ordinal)
    {
        ["BertNormalizer"] = Bert,
        ["ByteLevel"] = _ => new ByteLevelNormalizer(),
        ["Lowercase"] = _ => new Lowercase(),
        ["NFC"] = _ => new UnicodeForm(NormalizationForm.FormC),
        ["NFD"] = _ => new UnicodeForm(NormalizationForm.FormD),
        ["NFKC"] = _ => new UnicodeForm(NormalizationForm.FormKC),
        ["NFKD"] = _ => new UnicodeForm(NormalizationForm.FormKD),
        ["Nmt"] = _ => new Nmt(),
        ["Precompiled"] = e => new Precompiled(Table(e.Require("precompiled_charsmap"))),
        ["Prepend"] = e => new Prepend(e.Text("prepend")),
        ["Replace"] = e => new Replace(PatternJson.Read(e.Require("pattern")), e.Text("content")),
        ["Sequence"] = e => new NormalizerSequence([.. e.Items("normalizers").Select(Read)]),
        ["Strip"] = e => new Strip(e.Flag("strip_left", true), e.Flag("strip_right", true)),
        ["StripAccents"] = _ => new StripAccents(),
    };

    public static Normalizer Read(Entry entry) =>
        Known.TryGetValue(entry.Type, out Func<Entry, Normalizer>? make) ? make(entry) : throw entry.UnknownType("normalizer", Known.Keys);

    private static BertNormalizer Bert(Entry entry)
    {
        bool lowercase = entry.Flag("lowercase", true);
        return new(entry.Flag("clean_text", true), entry.Flag("handle_chinese_chars", true), entry.Flag("strip_accents", lowercase), lowercase);
    }

    private static byte[] Table(Entry entry)
    {
        try
        {
            return Convert.FromBase64String(entry.AsText());
        }
        catch (FormatException)
        {
            throw entry.Wrong("base64");
        }
    }
}
