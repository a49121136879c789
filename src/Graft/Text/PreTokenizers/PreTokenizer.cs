using Graft.Text.Pipeline;

namespace Graft.Text.PreTokenizers;

/// <summary>Divides a normalised text into words. Knows no state: one instance serves all threads.</summary>
internal abstract class PreTokenizer
{
    /// <summary>Divides the pieces further.</summary>
    public abstract void Apply(Workspace work);
}

/// <summary>Several, one after the other.</summary>
internal sealed class PreTokenizerSequence(IReadOnlyList<PreTokenizer> steps) : PreTokenizer
{
    public override void Apply(Workspace work)
    {
        foreach (PreTokenizer step in steps) step.Apply(work);
    }
}

/// <summary>One that divides pieces without changing characters.</summary>
internal abstract class Splitter : PreTokenizer
{
    public sealed override void Apply(Workspace work)
    {
        foreach (Piece piece in work.Pieces) Divide(work.Text.Chars[piece.Start..piece.End], piece.Start, work);
        work.Advance();
    }

    /// <summary>Adds the parts of a piece to <see cref="Workspace.Next"/>.</summary>
    /// <param name="piece">Its characters.</param>
    /// <param name="offset">Where it starts.</param>
    /// <param name="work">Takes the parts.</param>
    protected abstract void Divide(ReadOnlySpan<char> piece, int offset, Workspace work);
}
