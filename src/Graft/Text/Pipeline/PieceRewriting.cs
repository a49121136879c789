namespace Graft.Text.Pipeline;

/// <summary>Rewrites a text piece by piece; what lies between pieces is dropped.</summary>
internal static class PieceRewriting
{
    /// <summary>Runs <paramref name="rewrite"/> on each piece, which puts the new characters.</summary>
    public static void Run(Workspace work, Action<AlignedText, Piece> rewrite)
    {
        work.Text.Begin();
        foreach (Piece piece in work.Pieces)
        {
            int start = work.Text.NextLength;
            rewrite(work.Text, piece);
            if (work.Text.NextLength > start) work.Next.Add(new(start, work.Text.NextLength));
        }
        work.Text.Commit();
        work.Advance();
    }
}
