using System.Text.Json.Nodes;

namespace Graft.Text.Files;

/// <summary>What networks do around their SentencePiece model: which signs they add, where, and how they number the pieces.</summary>
internal abstract class SentencePieceFamily
{
    /// <summary>Signs that the vocabulary must have.</summary>
    public virtual IReadOnlyList<string> Special => [];

    /// <summary>The sign that takes the space before it along.</summary>
    public virtual string? Mask => null;

    /// <summary>The pieces in the order of the network's ids.</summary>
    public virtual List<SentencePiece> Arrange(List<SentencePiece> pieces) => pieces;

    /// <summary>Normalisers that come before the model's own.</summary>
    public virtual JsonArray Normalizers() => [];

    /// <summary>Where the signs go, or null.</summary>
    public virtual JsonNode? Processor(JsonObject vocabulary) => null;

    /// <summary>The family that the files beside the model name.</summary>
    public static SentencePieceFamily Of(JsonObject config)
    {
        string name = OlderFiles.Token(config, "tokenizer_class", OlderFiles.Token(config, "model_type", "")).ToLowerInvariant();
        if (name.Contains("xlmroberta", StringComparison.Ordinal) || name.Contains("xlm-roberta", StringComparison.Ordinal)) return new XlmRoberta();
        if (name.Contains("albert", StringComparison.Ordinal)) return new Albert(OlderFiles.Flag(config, "do_lower_case", true), OlderFiles.Flag(config, "keep_accents", false));
        return name.Contains("deberta", StringComparison.Ordinal) ? new Deberta() : new Plain();
    }

    private sealed class Plain : SentencePieceFamily;

    /// <summary>fairseq's numbering: &lt;s&gt;, &lt;pad&gt;, &lt;/s&gt;, &lt;unk&gt;, then the model's pieces behind its first three, then &lt;mask&gt;.</summary>
    private sealed class XlmRoberta : SentencePieceFamily
    {
        public override IReadOnlyList<string> Special => ["<s>", "<pad>", "</s>", "<unk>", "<mask>"];

        public override string? Mask => "<mask>";

        public override List<SentencePiece> Arrange(List<SentencePiece> pieces) =>
        [
            new("<s>", 0, PieceKind.Control), new("<pad>", 0, PieceKind.Control), new("</s>", 0, PieceKind.Control), new("<unk>", 0, PieceKind.Unknown),
            .. pieces.Skip(3), new("<mask>", 0, PieceKind.Control),
        ];

        public override JsonNode Processor(JsonObject vocabulary)
        {
            JsonObject processor = OlderFiles.Around("RobertaProcessing", vocabulary, "<s>", "</s>");
            processor["trim_offsets"] = false;
            return processor;
        }
    }

    private sealed class Albert(bool lowercase, bool keepAccents) : SentencePieceFamily
    {
        public override IReadOnlyList<string> Special => ["[CLS]", "[SEP]", "<unk>", "<pad>", "[MASK]"];

        public override string? Mask => "[MASK]";

        public override JsonArray Normalizers()
        {
            JsonArray steps = [Replacing("``"), Replacing("''")];
            if (!keepAccents) steps.Add(new JsonObject { ["type"] = "NFKD" });
            if (!keepAccents) steps.Add(new JsonObject { ["type"] = "StripAccents" });
            if (lowercase) steps.Add(new JsonObject { ["type"] = "Lowercase" });
            return steps;
        }

        public override JsonNode Processor(JsonObject vocabulary) => OlderFiles.Around("BertProcessing", vocabulary, "[CLS]", "[SEP]");

        private static JsonObject Replacing(string text) => new() { ["type"] = "Replace", ["pattern"] = new JsonObject { ["String"] = text }, ["content"] = "\"" };
    }

    private sealed class Deberta : SentencePieceFamily
    {
        public override IReadOnlyList<string> Special => ["[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]"];

        /// <summary>Published models hold all signs but the mask, whose id follows the last piece.</summary>
        public override List<SentencePiece> Arrange(List<SentencePiece> pieces) =>
            pieces.Exists(p => p.Text == "[MASK]") ? pieces : [.. pieces, new("[MASK]", 0, PieceKind.Control)];

        public override JsonNode Processor(JsonObject vocabulary) => OlderFiles.Around("BertProcessing", vocabulary, "[CLS]", "[SEP]");
    }
}
