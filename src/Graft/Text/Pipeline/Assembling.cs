using Graft.Text.PostProcessors;

namespace Graft.Text.Pipeline;

/// <summary>Puts texts and special tokens together, and fills up.</summary>
/// <param name="template">Where special tokens go.</param>
/// <param name="trimming">How offsets are narrowed; null: not.</param>
internal sealed class Assembling(Template template, OffsetTrimming? trimming)
{
    /// <summary>The encoding of a text or a pair, with its overflowing windows.</summary>
    public Encoding Assemble(TokenRun first, TokenRun? second)
    {
        Encoding whole = One(first, second);
        List<Encoding> overflowing = [];
        IReadOnlyList<TokenRun> seconds = second?.Overflowing ?? [];
        foreach (TokenRun window in first.Overflowing)
        {
            overflowing.Add(One(window, second));
            foreach (TokenRun other in seconds) overflowing.Add(One(window, other));
        }
        foreach (TokenRun other in seconds) overflowing.Add(One(first, other));
        return overflowing.Count == 0 ? whole : whole with { Overflowing = overflowing };
    }

    private Encoding One(TokenRun first, TokenRun? second)
    {
        TemplatePart[] parts = template.For(second is not null);
        int count = 0;
        foreach (TemplatePart part in parts) count += part.Sequence is int s ? (s == 0 ? first : second!).Length : part.Ids.Length;
        Encoding encoding = Empty(count);
        int at = 0;
        foreach (TemplatePart part in parts)
        {
            int start = at;
            if (part.Sequence is int sequence) at = AddText(encoding, at, sequence == 0 ? first : second!, sequence);
            else at = AddSpecial(encoding, at, part);
            if (part.TypeId != 0) encoding.TypeIds.AsSpan(start, at - start).Fill(part.TypeId);
        }
        return encoding;
    }

    private static Encoding Empty(int count)
    {
        int[] attention = new int[count];
        Array.Fill(attention, 1);
        return new()
        {
            Ids = new int[count], Tokens = new string[count], Offsets = new TextSpan[count], WordIds = new int?[count],
            TypeIds = new int[count], SpecialTokensMask = new int[count], SequenceIds = new int?[count], AttentionMask = attention,
        };
    }

    private int AddText(Encoding to, int at, TokenRun run, int sequence)
    {
        for (int i = 0; i < run.Length; i++, at++)
        {
            Token token = run.Tokens[run.Start + i];
            string text = run.Texts[run.Start + i];
            to.Ids[at] = token.Id;
            to.Tokens[at] = text;
            to.Offsets[at] = trimming is null ? token.Span : trimming.Trim(token.Span, text, i == 0);
            to.WordIds[at] = token.Word;
            to.SequenceIds[at] = sequence;
        }
        return at;
    }

    private static int AddSpecial(Encoding to, int at, TemplatePart part)
    {
        for (int i = 0; i < part.Ids.Length; i++, at++)
            (to.Ids[at], to.Tokens[at], to.SpecialTokensMask[at]) = (part.Ids[i], part.Tokens[i], 1);
        return at;
    }
}
