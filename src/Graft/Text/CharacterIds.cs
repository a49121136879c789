using Graft.Graphs;

namespace Graft.Text;

/// <summary>
/// The letters of each token as numbers, for models that look at them beside the tokens: UTF-8 bytes plus 1, so that any script has ids and no list of letters
/// is needed; 0 is padding. Special tokens, which stand for no text, have none.
/// </summary>
public static class CharacterIds
{
    /// <summary>The input's name.</summary>
    public const string Input = "character_ids";

    /// <summary>How many ids there are.</summary>
    public const int Count = 257;

    /// <summary>'character_ids', int64 (batch, longest text, bytes).</summary>
    /// <param name="texts">The texts, none of them a pair.</param>
    /// <param name="encodings">Their tokens, one encoding each.</param>
    /// <param name="most">Bytes of a token that count; the rest is cut.</param>
    public static TensorData Of(IReadOnlyList<string> texts, IReadOnlyList<Encoding> encodings, int most = 24)
    {
        long[][] rows = [.. texts.Zip(encodings, (text, encoding) => Of(text, encoding, most))];
        return Padded(rows, encodings.Max(e => e.Length), most);
    }

    /// <summary>The rows of one encoding's tokens.</summary>
    internal static long[] Of(string text, Encoding encoding, int most)
    {
        long[] ids = new long[encoding.Length * most];
        for (int token = 0; token < encoding.Length; token++) Fill(ids.AsSpan(token * most, most), text, encoding.Offsets[token]);
        return ids;
    }

    /// <summary>Several encodings' rows, filled up to a number of tokens.</summary>
    internal static TensorData Padded(IReadOnlyList<long[]> rows, int length, int most)
    {
        long[] ids = new long[rows.Count * length * most];
        for (int row = 0; row < rows.Count; row++) rows[row].CopyTo(ids, row * length * most);
        return TensorData.Of(ids, rows.Count, length, most);
    }

    private static void Fill(Span<long> ids, string text, TextSpan at)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text[at.Start..at.End]);
        for (int i = 0; i < Math.Min(bytes.Length, ids.Length); i++) ids[i] = bytes[i] + 1L;
    }
}
