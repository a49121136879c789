using Graft.Text.PostProcessors;

namespace Graft.Text.Files;

/// <summary>Reads the 'post_processor' of a tokenizer.json; all kinds come down to a template and how offsets are narrowed.</summary>
/// <param name="Template">Where special tokens go; null: not said.</param>
/// <param name="Trimming">How offsets are narrowed; null: not.</param>
internal sealed record PostProcessorJson(Template? Template, OffsetTrimming? Trimming)
{
    public static PostProcessorJson Read(Entry? entry) => entry?.Type switch
    {
        null => new(null, null),
        "TemplateProcessing" => new(TemplateOf(entry), null),
        "BertProcessing" => new(Bert(entry), null),
        "RobertaProcessing" => new(Roberta(entry), Trim(entry)),
        "ByteLevel" => new(null, Trim(entry)),
        "Sequence" => entry.Items("processors").Select(Read).Aggregate(new PostProcessorJson(null, null), (all, next) => all.Then(next, entry)),
        _ => throw entry.UnknownType("post-processor", "TemplateProcessing", "BertProcessing", "RobertaProcessing", "ByteLevel", "Sequence"),
    };

    private PostProcessorJson Then(PostProcessorJson next, Entry entry) => Template is null || next.Template is null
        ? new(Template ?? next.Template, Trimming ?? next.Trimming)
        : throw entry.Wrong("at most one that adds special tokens");

    private static OffsetTrimming? Trim(Entry entry) => entry.Flag("trim_offsets", true) ? new(entry.Flag("add_prefix_space", true)) : null;

    private static Template Bert(Entry entry)
    {
        (TemplatePart cls, TemplatePart sep) = (Named(entry.Require("cls")), Named(entry.Require("sep")));
        return new([cls, new(0, 0), sep], [cls, new(0, 0), sep, new(1, 1), sep with { TypeId = 1 }]);
    }

    private static Template Roberta(Entry entry)
    {
        (TemplatePart cls, TemplatePart sep) = (Named(entry.Require("cls")), Named(entry.Require("sep")));
        return new([cls, new(0, 0), sep], [cls, new(0, 0), sep, sep, new(1, 0), sep]);
    }

    /// <summary>A token and its id: ["[CLS]", 101].</summary>
    private static TemplatePart Named(Entry entry)
    {
        Entry[] pair = entry.AsItems();
        return pair.Length == 2 ? new(null, 0) { Tokens = [pair[0].AsText()], Ids = [pair[1].AsNumber()] } : throw entry.Wrong("a token and its id");
    }

    private static Template TemplateOf(Entry entry)
    {
        Entry? special = entry.Get("special_tokens");
        TemplatePart[] single = [.. entry.Require("single").AsItems().Select(p => Part(p, special))];
        TemplatePart[] pair = [.. entry.Require("pair").AsItems().Select(p => Part(p, special))];
        if (single.Count(p => p.Sequence is not null) != 1 || single.Any(p => p.Sequence == 1)) throw entry.Require("single").Wrong("text A once, and no B");
        return new(single, pair);
    }

    private static TemplatePart Part(Entry part, Entry? special)
    {
        if (part.Get("Sequence") is Entry sequence) return new(sequence.Text("id") == "A" ? 0 : 1, sequence.Number("type_id", 0));
        Entry named = part.Require("SpecialToken");
        Entry token = special?.Get(named.Text("id")) ?? throw named.Wrong("a token that 'special_tokens' explains");
        int[] ids = [.. token.Require("ids").AsItems().Select(i => i.AsNumber())];
        string[] tokens = [.. token.Require("tokens").AsItems().Select(t => t.AsText())];
        return ids.Length == tokens.Length ? new(null, named.Number("type_id", 0)) { Ids = ids, Tokens = tokens } : throw token.Wrong("as many ids as tokens");
    }
}
