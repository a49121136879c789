using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Graft.Text.Files;

/// <summary>Writes a SentencePiece model (sentencepiece_model.proto) as tokenizer.json, with the signs of the network that the files beside it name.</summary>
internal static class SentencePieceJson
{
    public static byte[] ToJson(string path, byte[] bytes)
    {
        SentencePieceModel model = Parse(path, bytes);
        SentencePieceFamily family = SentencePieceFamily.Of(OlderFiles.Config(path));
        List<SentencePiece> pieces = family.Arrange(model.Pieces);
        JsonObject vocabulary = [];
        for (int i = 0; i < pieces.Count; i++) vocabulary[pieces[i].Text] = i;
        OlderFiles.Demand(path, vocabulary, family.Special);
        return OlderFiles.Write(new()
        {
            ["added_tokens"] = OlderFiles.Added(vocabulary, family.Special.Concat(pieces.Where(p => p.Kind is PieceKind.UserDefined or PieceKind.Control).Select(p => p.Text)), family.Mask),
            ["normalizer"] = Normalizer(model, family),
            ["pre_tokenizer"] = new JsonObject
            {
                ["type"] = "Metaspace", ["replacement"] = "\u2581", ["prepend_scheme"] = model.AddDummyPrefix ? "always" : "never", ["split"] = true,
            },
            ["post_processor"] = family.Processor(vocabulary),
            ["model"] = model.IsBpe ? Bpe(pieces, vocabulary) : Unigram(pieces),
        });
    }

    private static SentencePieceModel Parse(string path, byte[] bytes)
    {
        try
        {
            return SentencePieceModel.Read(bytes);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            throw Checkpoints.Faults.Fatal(path, "SentencePiece", e.Message.TrimEnd('.'), e);
        }
    }

    private static JsonObject Normalizer(SentencePieceModel model, SentencePieceFamily family)
    {
        JsonArray steps = family.Normalizers();
        if (model.CharsMap.Length > 0) steps.Add(new JsonObject { ["type"] = "Precompiled", ["precompiled_charsmap"] = Convert.ToBase64String(model.CharsMap) });
        if (model.RemoveExtraSpace)
        {
            steps.Add(new JsonObject { ["type"] = "Strip", ["strip_left"] = false, ["strip_right"] = true });
            steps.Add(new JsonObject { ["type"] = "Replace", ["pattern"] = new JsonObject { ["Regex"] = " {2,}" }, ["content"] = "\u2581" });
        }
        return new() { ["type"] = "Sequence", ["normalizers"] = steps };
    }

    private static JsonObject Unigram(List<SentencePiece> pieces) => new()
    {
        ["type"] = "Unigram", ["unk_id"] = Unknown(pieces), ["byte_fallback"] = pieces.Exists(p => p.Kind == PieceKind.Byte),
        ["vocab"] = new JsonArray([.. pieces.Select(p => (JsonNode)new JsonArray(p.Text, (double)p.Score))]),
    };

    private static int Unknown(List<SentencePiece> pieces) => Math.Max(0, pieces.FindIndex(p => p.Kind == PieceKind.Unknown));

    /// <summary>SentencePiece's BPE keeps no merges: any two pieces that make a third merge, the best third first.</summary>
    private static JsonObject Bpe(List<SentencePiece> pieces, JsonObject vocabulary)
    {
        List<(float Score, int Length, string Left, string Right)> merges = [];
        foreach (SentencePiece piece in pieces.Where(p => p.Kind == PieceKind.Normal))
        {
            for (int i = 1; i < piece.Text.Length; i++)
            {
                (string left, string right) = (piece.Text[..i], piece.Text[i..]);
                if (!char.IsLowSurrogate(right[0]) && vocabulary.ContainsKey(left) && vocabulary.ContainsKey(right)) merges.Add((piece.Score, i, left, right));
            }
        }
        return new()
        {
            ["type"] = "BPE", ["unk_token"] = pieces[Unknown(pieces)].Text, ["fuse_unk"] = true, ["byte_fallback"] = pieces.Exists(p => p.Kind == PieceKind.Byte),
            ["vocab"] = vocabulary.DeepClone(),
            ["merges"] = new JsonArray([.. merges.OrderByDescending(m => m.Score).Select(m => (JsonNode)new JsonArray(m.Left, m.Right))]),
        };
    }
}
