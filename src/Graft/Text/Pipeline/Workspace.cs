namespace Graft.Text.Pipeline;

/// <summary>A stretch of the text under work: a word for the model.</summary>
internal readonly record struct Piece(int Start, int End)
{
    public int Length => End - Start;
}

/// <summary>One token that a model made.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Span">Where it lies in the original text.</param>
/// <param name="Word">Number of its word.</param>
internal readonly record struct Token(int Id, TextSpan Span, int Word);

/// <summary>What one thread needs to tokenise one text; kept from text to text.</summary>
internal sealed class Workspace
{
    /// <summary>The piece of text under work.</summary>
    public AlignedText Text { get; } = new();

    /// <summary>The pieces that <see cref="Text"/> is divided into so far.</summary>
    public List<Piece> Pieces { get; private set; } = [];

    /// <summary>The pieces that come next.</summary>
    public List<Piece> Next { get; private set; } = [];

    /// <summary>Tokens of the whole text so far.</summary>
    public List<Token> Tokens { get; } = [];

    /// <summary>Texts of those tokens that show another text than the vocabulary's, by their index.</summary>
    public Dictionary<int, string> OwnTexts { get; } = [];

    /// <summary>Number of the word under work.</summary>
    public int Word { get; set; }

    /// <summary>Matches of a pattern in one piece.</summary>
    public List<Match> Matches { get; } = [];

    /// <summary>Added tokens in the original text, and what lies between.</summary>
    public List<AddedTokens.Section> Sections { get; } = [];

    private int _wordStart;

    /// <summary>Starts over for another text.</summary>
    public void Clear()
    {
        Tokens.Clear();
        OwnTexts.Clear();
        Word = 0;
    }

    /// <summary>Replaces the pieces by the next ones.</summary>
    public void Advance()
    {
        (Pieces, Next) = (Next, Pieces);
        Next.Clear();
    }

    /// <summary>The whole text becomes one piece, or none where it is empty.</summary>
    public void OnePiece()
    {
        Pieces.Clear();
        if (Text.Length > 0) Pieces.Add(new(0, Text.Length));
    }

    /// <summary>Says where the word starts whose tokens are added now.</summary>
    public void BeginWord(Piece piece) => _wordStart = piece.Start;

    /// <summary>Adds a token that covers a range of the word.</summary>
    public void Add(int id, int start, int end) => Tokens.Add(new(id, Text.Original(_wordStart + start, _wordStart + end), Word));

    /// <summary>Adds an added token as a word of its own. It shows the text it was found as, with space that it took along.</summary>
    public void AddWhole(AddedToken token, TextSpan span, ReadOnlySpan<char> text)
    {
        if (!text.SequenceEqual(token.Content)) OwnTexts[Tokens.Count] = text.ToString();
        Tokens.Add(new(token.Id, span, Word++));
    }

    /// <summary>Adds a token that shows its own text.</summary>
    public void Add(int id, int start, int end, string text)
    {
        OwnTexts[Tokens.Count] = text;
        Add(id, start, end);
    }
}

/// <summary>A stretch of a piece that a pattern matches, or that lies between two matches.</summary>
internal readonly record struct Match(int Start, int End, bool IsMatch);
