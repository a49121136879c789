using Graft.Text.Pipeline;

namespace Graft.Text.PreTokenizers;

/// <summary>Which pieces get a mark before their first word.</summary>
internal enum PrependScheme
{
    /// <summary>Every piece.</summary>
    Always,
    /// <summary>None.</summary>
    Never,
    /// <summary>That at the beginning of the text.</summary>
    First,
}

/// <summary>SentencePiece's words: every space becomes a mark ('▁'), and each mark starts a word.</summary>
internal sealed class Metaspace(char mark, PrependScheme prepend, bool divide) : PreTokenizer
{
    public override void Apply(Workspace work)
    {
        work.Text.Chars.Replace(' ', mark);
        if (prepend != PrependScheme.Never && work.Pieces.Exists(p => Wants(work.Text, p))) PieceRewriting.Run(work, AddMark);
        if (divide) Divide(work);
    }

    private bool Wants(AlignedText text, Piece piece) => text.Chars[piece.Start] != mark && (prepend == PrependScheme.Always || text.SpanOf(piece.Start).Start == 0);

    private void AddMark(AlignedText text, Piece piece)
    {
        if (Wants(text, piece)) text.Put(mark, text.SpanOf(piece.Start));
        text.Keep(piece.Start, piece.End);
    }

    private void Divide(Workspace work)
    {
        foreach (Piece piece in work.Pieces)
        {
            int start = piece.Start;
            while (start < piece.End)
            {
                int next = work.Text.Chars[(start + 1)..piece.End].IndexOf(mark);
                int end = next < 0 ? piece.End : start + 1 + next;
                work.Next.Add(new(start, end));
                start = end;
            }
        }
        work.Advance();
    }
}
