namespace Graft.Text.Pipeline;

/// <summary>Fills encodings up to one length.</summary>
internal static class Filling
{
    /// <summary>The same encodings, all as long as the padding says: a fixed length, or that of the longest.</summary>
    public static Encoding[] Fill(IReadOnlyList<Encoding> encodings, Padding how)
    {
        int length = how.Length ?? encodings.Select(e => e.Length).DefaultIfEmpty(0).Max();
        if (how.MultipleOf > 0) length = (length + how.MultipleOf - 1) / how.MultipleOf * how.MultipleOf;
        return [.. encodings.Select(e => Fill(e, length, how))];
    }

    private static Encoding Fill(Encoding encoding, int length, Padding how)
    {
        Encoding[] windows = [.. encoding.Overflowing.Select(o => Fill(o, length, how))];
        if (encoding.Length >= length) return windows.Length == 0 ? encoding : encoding with { Overflowing = windows };
        int more = length - encoding.Length;
        return encoding with
        {
            Ids = Joined(encoding.Ids, how.Id), Tokens = Joined(encoding.Tokens, how.Token), Offsets = Joined(encoding.Offsets, default),
            WordIds = Joined(encoding.WordIds, null), TypeIds = Joined(encoding.TypeIds, how.TypeId), SpecialTokensMask = Joined(encoding.SpecialTokensMask, 1),
            SequenceIds = Joined(encoding.SequenceIds, null), AttentionMask = Joined(encoding.AttentionMask, 0), Overflowing = windows,
        };

        T[] Joined<T>(T[] values, T filler)
        {
            T[] all = new T[length];
            Array.Fill(all, filler);
            values.CopyTo(all, how.Side == Side.Right ? 0 : more);
            return all;
        }
    }
}
