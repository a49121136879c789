using System.Text;
using Graft.Text.Pipeline;

namespace Graft.Text.PreTokenizers;

/// <summary>BERT's words: divided at space, each punctuation mark a word.</summary>
internal sealed class BertWords : Splitter
{
    private enum Kind : byte { Letter, Space, Mark }

    private static readonly Kind[] Kinds = [.. Enumerable.Range(0, 128).Select(c => KindOf(new Rune(c)))];

    protected override void Divide(ReadOnlySpan<char> piece, int offset, Workspace work)
    {
        int word = 0;
        for (int i = 0, length; i < piece.Length; i += length)
        {
            length = 1;
            Kind kind = piece[i] < 128 ? Kinds[piece[i]] : KindOf(AlignedText.RuneAt(piece, i, out length));
            if (kind == Kind.Letter) continue;
            if (i > word) work.Next.Add(new(offset + word, offset + i));
            if (kind == Kind.Mark) work.Next.Add(new(offset + i, offset + i + length));
            word = i + length;
        }
        if (piece.Length > word) work.Next.Add(new(offset + word, offset + piece.Length));
    }

    private static Kind KindOf(Rune rune) => Rune.IsWhiteSpace(rune) ? Kind.Space : Characters.IsPunctuation(rune) ? Kind.Mark : Kind.Letter;
}

/// <summary>Runs of word characters, and runs of others; space is dropped.</summary>
internal sealed class Whitespace : Splitter
{
    protected override void Divide(ReadOnlySpan<char> piece, int offset, Workspace work)
    {
        int start = 0, before = 0; // 0 space, 1 word, 2 other
        for (int i = 0, length; i < piece.Length; i += length)
        {
            Rune rune = AlignedText.RuneAt(piece, i, out length);
            int kind = Characters.IsWord(rune) ? 1 : Rune.IsWhiteSpace(rune) ? 0 : 2;
            if (kind == before) continue;
            if (before != 0) work.Next.Add(new(offset + start, offset + i));
            (start, before) = (i, kind);
        }
        if (before != 0) work.Next.Add(new(offset + start, offset + piece.Length));
    }
}
