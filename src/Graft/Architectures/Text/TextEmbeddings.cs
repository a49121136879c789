using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>Word, position and token type embeddings, summed and normalised: (batch, sequence, embedding width).</summary>
internal static class TextEmbeddings
{
    /// <summary>Words of the vocabulary.</summary>
    public static Wire Words(TextBuild b) => b.Ids.Embedding(b.In("embeddings.word_embeddings"), b.Config.Vocabulary, b.Config.EmbeddingWidth);

    /// <summary>Token types: looked up where there are several, the one row where there is one, nothing where there is none.</summary>
    public static Wire WithTypes(TextBuild b, Wire words)
    {
        if (b.Config.Types == 0) return words;
        Wire rows = b.Config.Types == 1 ? b.Parameter("embeddings.token_type_embeddings.weight", 1, b.Config.EmbeddingWidth)
            : b.Types.Embedding(b.In("embeddings.token_type_embeddings"), b.Config.Types, b.Config.EmbeddingWidth);
        return words.Add(rows, b.In("embeddings.words_and_types"));
    }

    /// <summary>Positions 0, 1, 2, ...: the first rows of the table, the same for every text.</summary>
    public static Wire WithPositions(TextBuild b, Wire words)
    {
        Wire rows = b.Parameter("embeddings.position_embeddings.weight", b.Config.Positions, b.Config.EmbeddingWidth).FirstRows(b.Length, "sequence", b.In("embeddings.position_embeddings"));
        return words.Add(rows, b.In("embeddings.sum"));
    }

    /// <summary>RoBERTa's positions: tokens are counted from behind the padding id, padding itself has that id.</summary>
    public static Wire WithCountedPositions(TextBuild b, Wire words)
    {
        Wire pad = b.Builder.Constant(b.In("embeddings.pad_id"), TensorData.Scalar((long)b.Config.PadId));
        Wire token = b.Ids.IsEqual(pad, b.In("embeddings.is_pad")).Not(b.In("embeddings.is_token")).Cast(ElementType.Int64, b.In("embeddings.is_token.number"));
        Wire number = token.CumulativeSum(1, b.In("embeddings.count")).Multiply(token, b.In("embeddings.count_tokens")).Add(pad, b.In("embeddings.position_ids"));
        Wire rows = number.Embedding(b.In("embeddings.position_embeddings"), b.Config.Positions, b.Config.EmbeddingWidth);
        return words.Add(rows, b.In("embeddings.sum"));
    }
}
