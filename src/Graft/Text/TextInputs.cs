using Graft.Graphs;

namespace Graft.Text;

/// <summary>Encodings as the tensors that text networks are fed.</summary>
public static class TextInputs
{
    /// <summary>Name of the mask of the tokens that are tagged.</summary>
    public const string TagMask = "tag_mask";

    /// <summary>'input_ids', 'attention_mask' and 'token_type_ids', int64 (batch, length of the longest), filled up at the end; 'tag_mask' where words are tagged, and 'character_ids' where letters are looked at.</summary>
    /// <param name="batch">At least one encoding.</param>
    /// <param name="padId">Id at padded positions.</param>
    public static IReadOnlyDictionary<string, TensorData> Of(IReadOnlyList<Encoding> batch, int padId)
    {
        int length = batch.Max(e => e.Length);
        Dictionary<string, TensorData> tensors = new()
        {
            ["input_ids"] = Tensor(batch, length, padId, e => e.Ids),
            ["attention_mask"] = Tensor(batch, length, 0, e => e.AttentionMask),
            ["token_type_ids"] = Tensor(batch, length, 0, e => e.TypeIds),
        };
        if (batch.All(e => e.TagMask is not null)) tensors[TagMask] = Tensor(batch, length, 0, e => e.TagMask!);
        if (batch.All(e => e.CharacterIds is not null)) tensors[CharacterIds.Input] = CharacterIds.Padded([.. batch.Select(e => e.CharacterIds!)], length, batch[0].CharacterIds!.Length / batch[0].Length);
        return tensors;
    }

    private static TensorData Tensor(IReadOnlyList<Encoding> batch, int length, long filler, Func<Encoding, int[]> values)
    {
        long[] all = new long[batch.Count * length];
        Array.Fill(all, filler);
        for (int row = 0; row < batch.Count; row++)
        {
            int[] from = values(batch[row]);
            for (int i = 0; i < from.Length; i++) all[row * length + i] = from[i];
        }
        return TensorData.Of(all, batch.Count, length);
    }
}
