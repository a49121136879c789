namespace Graft.Text.Models;

/// <summary>
/// Tokens as a tree of characters: one walk over a text meets every token that starts there. The edges lie in one open-addressing hash table of
/// (node, character) -> node, so a step is one look-up.
/// </summary>
internal sealed class PrefixTrie
{
    /// <summary>The node where every walk starts.</summary>
    public const int Root = 0;

    private readonly long[] _edges; // (node + 1) << 16 | character; 0 is free
    private readonly int[] _targets;
    private readonly int[] _values; // by node
    private readonly int _shift;
    private int _nodes = 1;

    public PrefixTrie(IReadOnlyCollection<KeyValuePair<string, int>> tokens)
    {
        int most = 1 + tokens.Sum(t => t.Key.Length);
        int bits = Math.Max(4, 65 - System.Numerics.BitOperations.LeadingZeroCount((ulong)most)); // at most half full
        (_edges, _targets, _shift) = (new long[1 << bits], new int[1 << bits], 64 - bits);
        _values = new int[most];
        Array.Fill(_values, -1);
        foreach ((string token, int id) in tokens) Insert(token, id);
        Array.Resize(ref _values, _nodes);
    }

    /// <summary>The node behind a character, or -1.</summary>
    public int Step(int node, char character)
    {
        int slot = SlotOf(node, character);
        return _edges[slot] == 0 ? -1 : _targets[slot];
    }

    /// <summary>The node behind a text, or -1.</summary>
    public int Walk(ReadOnlySpan<char> text)
    {
        int node = Root;
        foreach (char c in text)
            if ((node = Step(node, c)) < 0) return -1;
        return node;
    }

    /// <summary>The number of the token that ends at a node, or -1.</summary>
    public int ValueAt(int node) => _values[node];

    private int SlotOf(int node, char character)
    {
        long edge = (long)(node + 1) << 16 | character;
        int mask = _edges.Length - 1;
        int slot = (int)((ulong)(edge * unchecked((long)0x9E3779B97F4A7C15)) >> _shift); // Fibonacci hashing (Knuth, vol. 3, 6.4)
        while (_edges[slot] != 0 && _edges[slot] != edge) slot = slot + 1 & mask;
        return slot;
    }

    private void Insert(string token, int id)
    {
        int node = Root;
        foreach (char c in token)
        {
            int slot = SlotOf(node, c);
            if (_edges[slot] == 0)
            {
                _edges[slot] = (long)(node + 1) << 16 | c;
                _targets[slot] = _nodes++;
            }
            node = _targets[slot];
        }
        _values[node] = id;
    }
}
