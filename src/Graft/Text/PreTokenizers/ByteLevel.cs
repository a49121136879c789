using System.Text;
using Graft.Text.Pipeline;

namespace Graft.Text.PreTokenizers;

/// <summary>GPT-2's words, spelled in the letters of their bytes.</summary>
/// <param name="addPrefixSpace">Whether a piece that doesn't start with a space gets one.</param>
/// <param name="divide">Whether to divide into words, or only to spell.</param>
internal sealed class ByteLevel(bool addPrefixSpace, bool divide) : PreTokenizer
{
    private static readonly Split Words = new(new Gpt2Pattern(), SplitBehavior.Isolated);

    public override void Apply(Workspace work)
    {
        if (addPrefixSpace && work.Pieces.Exists(p => work.Text.Chars[p.Start] != ' ')) PieceRewriting.Run(work, AddSpace);
        if (divide) Words.Apply(work);
        if (Ascii.IsValid(work.Text.Chars)) ByteLetters.Spell(work.Text);
        else PieceRewriting.Run(work, Spell);
    }

    private static void AddSpace(AlignedText text, Piece piece)
    {
        if (text.Chars[piece.Start] != ' ') text.Put(' ', text.SpanOf(piece.Start));
        text.Keep(piece.Start, piece.End);
    }

    private static void Spell(AlignedText text, Piece piece)
    {
        for (int i = piece.Start, length; i < piece.End; i += length)
            ByteLetters.SpellRune(text, AlignedText.RuneAt(text.Chars, i, out length), text.SpanOf(i));
    }
}
