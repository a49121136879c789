using Graft.Text.Pipeline;

namespace Graft.Text.Models;

/// <summary>What a byte-pair model has beside its merges.</summary>
internal sealed record BpeOptions
{
    /// <summary>Id for characters that are no token; null: they are dropped, as the reference does.</summary>
    public int? Unknown { get; init; }

    /// <summary>Prefix of tokens inside words.</summary>
    public string InsidePrefix { get; init; } = "";

    /// <summary>Suffix of tokens that end words.</summary>
    public string EndSuffix { get; init; } = "";

    /// <summary>Whether neighbouring unknown characters are one token.</summary>
    public bool FuseUnknown { get; init; }

    /// <summary>Whether unknown characters are spelled in tokens of their bytes, such as &lt;0x41&gt;.</summary>
    public bool ByteFallback { get; init; }

    /// <summary>Whether a word that is a token is taken whole, whatever the merges say.</summary>
    public bool IgnoreMerges { get; init; }
}

/// <summary>Byte-pair encoding (Sennrich et al. 2016, arXiv:1508.07909): from single characters, always the merge that was learned first.</summary>
/// <param name="vocabulary">Tokens.</param>
/// <param name="merges">For a pair of ids: the merge's rank and the id it makes.</param>
/// <param name="options">The rest.</param>
internal sealed class Bpe(Vocabulary vocabulary, IReadOnlyDictionary<(int, int), (int Rank, int Id)> merges, BpeOptions options) : Model
{
    private readonly WordCache _cache = new();

    private record struct Symbol(int Id, int Length, int Previous, int Next);

    public override void Tokenize(ReadOnlySpan<char> word, Workspace work)
    {
        if (_cache.TryAdd(word, work)) return;
        List<Part> parts = [];
        if (options.IgnoreMerges && vocabulary.Find(word) is int whole) parts.Add(new(whole, 0, word.Length));
        else Merge(Symbols(word), parts);
        _cache.AddNew(word, parts, work);
    }

    private List<Symbol> Symbols(ReadOnlySpan<char> word)
    {
        List<Symbol> symbols = [];
        bool lastUnknown = false;
        for (int i = 0, length; i < word.Length; i += length)
        {
            AlignedText.RuneAt(word, i, out length);
            ReadOnlySpan<char> character = word.Slice(i, length);
            int? id = Find(character, first: i == 0, last: i + length == word.Length);
            bool spelled = id is null && options.ByteFallback && TrySpell(character, symbols);
            bool isUnknown = id is null && !spelled && options.Unknown is not null;
            if (isUnknown && lastUnknown && options.FuseUnknown) symbols[^1] = symbols[^1] with { Length = symbols[^1].Length + length };
            else if (!spelled && (id ?? options.Unknown) is int known) symbols.Add(new(known, length, symbols.Count - 1, symbols.Count + 1));
            lastUnknown = isUnknown;
        }
        if (symbols.Count > 0) symbols[^1] = symbols[^1] with { Next = -1 };
        return symbols;
    }

    private int? Find(ReadOnlySpan<char> character, bool first, bool last)
    {
        bool prefixed = !first && options.InsidePrefix.Length > 0, suffixed = last && options.EndSuffix.Length > 0;
        return prefixed || suffixed
            ? vocabulary.Find($"{(prefixed ? options.InsidePrefix : "")}{character}{(suffixed ? options.EndSuffix : "")}")
            : vocabulary.Find(character);
    }

    /// <summary>Spells a character in tokens of its bytes, if all of them are there; the first carries its length.</summary>
    private bool TrySpell(ReadOnlySpan<char> character, List<Symbol> symbols)
    {
        Span<byte> utf8 = stackalloc byte[4];
        int count = System.Text.Encoding.UTF8.GetBytes(character, utf8);
        Span<int> ids = stackalloc int[4];
        for (int i = 0; i < count; i++)
        {
            if (vocabulary.Find($"<0x{utf8[i]:X2}>") is not int id) return false;
            ids[i] = id;
        }
        for (int i = 0; i < count; i++) symbols.Add(new(ids[i], i == 0 ? character.Length : 0, symbols.Count - 1, symbols.Count + 1));
        return true;
    }

    private void Merge(List<Symbol> symbols, List<Part> parts)
    {
        PriorityQueue<(int Left, int Id, int LeftId, int RightId), (int Rank, int Left)> queue = new();
        for (int i = 0; i + 1 < symbols.Count; i++) Consider(i);
        while (queue.TryDequeue(out (int Left, int Id, int LeftId, int RightId) merge, out _))
        {
            Symbol left = symbols[merge.Left];
            if (left.Id != merge.LeftId || left.Next < 0 || symbols[left.Next].Id != merge.RightId) continue; // merged otherwise meanwhile
            Symbol right = symbols[left.Next];
            symbols[left.Next] = right with { Id = -1 };
            symbols[merge.Left] = left with { Id = merge.Id, Length = left.Length + right.Length, Next = right.Next };
            if (right.Next >= 0)
            {
                symbols[right.Next] = symbols[right.Next] with { Previous = merge.Left };
                Consider(merge.Left);
            }
            if (left.Previous >= 0) Consider(left.Previous);
        }
        Collect(symbols, parts);

        void Consider(int left)
        {
            (int leftId, int rightId) = (symbols[left].Id, symbols[symbols[left].Next].Id);
            if (merges.TryGetValue((leftId, rightId), out (int Rank, int Id) merge)) queue.Enqueue((left, merge.Id, leftId, rightId), (merge.Rank, left));
        }
    }

    private static void Collect(List<Symbol> symbols, List<Part> parts)
    {
        int start = 0;
        for (int i = 0; i >= 0 && i < symbols.Count; i = symbols[i].Next)
        {
            int end = start + symbols[i].Length;
            // the further bytes of a spelled character show where it lies, too
            int from = symbols[i].Length == 0 ? Math.Max(0, start - 1) : start;
            parts.Add(new(symbols[i].Id, from, Math.Max(end, from + 1)));
            start = end;
        }
    }
}
