using Graft.Text.Pipeline;

namespace Graft.Text.Models;

/// <summary>
/// WordPiece (Wu et al. 2016, arXiv:1609.08144; as in BERT): from the left, always the longest token that fits; inside a word tokens carry a prefix.
/// A word of which any part fits no token is unknown as a whole.
/// </summary>
internal sealed class WordPiece(Vocabulary vocabulary, int unknown, string prefix, int longestWord) : Model
{
    private readonly PrefixTrie _trie = new(vocabulary.Ids);
    private int _inside = int.MinValue;

    public override void Tokenize(ReadOnlySpan<char> word, Workspace work)
    {
        int first = work.Tokens.Count;
        if (!TooLong(word))
        {
            int start = 0, node = PrefixTrie.Root;
            while (node >= 0 && start < word.Length && Longest(word, start, node, out int id, out int end))
            {
                work.Add(id, start, end);
                (start, node) = (end, Inside);
            }
            if (start == word.Length) return;
        }
        work.Tokens.RemoveRange(first, work.Tokens.Count - first);
        work.Add(unknown, 0, word.Length);
    }

    /// <summary>The node behind the prefix, from which tokens inside words go on.</summary>
    private int Inside => _inside == int.MinValue ? _inside = _trie.Walk(prefix) : _inside;

    private bool Longest(ReadOnlySpan<char> word, int start, int node, out int id, out int end)
    {
        (id, end) = (-1, start);
        for (int i = start; i < word.Length; i++)
        {
            if ((node = _trie.Step(node, word[i])) < 0) break;
            if (_trie.ValueAt(node) is >= 0 and int value) (id, end) = (value, i + 1);
        }
        return id >= 0;
    }

    /// <summary>The limit counts code points.</summary>
    private bool TooLong(ReadOnlySpan<char> word)
    {
        if (word.Length <= longestWord) return false;
        int count = 0;
        foreach (char c in word)
            if (!char.IsLowSurrogate(c)) count++;
        return count > longestWord;
    }
}
