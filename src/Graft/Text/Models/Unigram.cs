using System.Buffers;
using Graft.Text.Pipeline;

namespace Graft.Text.Models;

/// <summary>
/// Unigram language model (Kudo 2018, arXiv:1804.10959): of all ways to divide a word into tokens the most probable (Viterbi). A character that is no
/// token costs 10 more than the least probable one; neighbouring unknown ones are one token.
/// </summary>
/// <param name="vocabulary">Tokens.</param>
/// <param name="scores">Log probability by id.</param>
/// <param name="unknown">Id for unknown characters; null: refused.</param>
/// <param name="byteFallback">Whether unknown characters are spelled in tokens of their bytes.</param>
internal sealed class Unigram(Vocabulary vocabulary, double[] scores, int? unknown, bool byteFallback) : Model
{
    private const double UnknownPenalty = 10;
    private readonly PrefixTrie _trie = new(vocabulary.Ids);
    private readonly double _unknownScore = scores.DefaultIfEmpty(0).Min() - UnknownPenalty;
    private readonly WordCache _cache = new();

    private record struct Best(double Score, int Start, int Id); // of the token that ends here

    public override void Tokenize(ReadOnlySpan<char> word, Workspace work)
    {
        if (_cache.TryAdd(word, work)) return;
        Best[] best = ArrayPool<Best>.Shared.Rent(word.Length + 1);
        try
        {
            Search(word, best);
            _cache.AddNew(word, Collect(word, best), work);
        }
        finally
        {
            ArrayPool<Best>.Shared.Return(best);
        }
    }

    private void Search(ReadOnlySpan<char> word, Best[] best)
    {
        best.AsSpan(0, word.Length + 1).Fill(new(double.NegativeInfinity, -1, -1));
        best[0] = new(0, 0, -1);
        for (int start = 0, length; start < word.Length; start += length)
        {
            AlignedText.RuneAt(word, start, out length);
            bool single = false;
            int node = PrefixTrie.Root;
            for (int end = start; end < word.Length && (node = _trie.Step(node, word[end])) >= 0;)
            {
                end++;
                if (_trie.ValueAt(node) is not (>= 0 and int id)) continue;
                single |= end == start + length;
                Offer(best, start, end, id, scores[id]);
            }
            if (!single) Offer(best, start, start + length, -1, _unknownScore);
        }
    }

    private static void Offer(Best[] best, int start, int end, int id, double score)
    {
        double total = best[start].Score + score;
        if (best[end].Start < 0 || total > best[end].Score) best[end] = new(total, start, id);
    }

    private List<Part> Collect(ReadOnlySpan<char> word, Best[] best)
    {
        List<Part> backwards = [];
        for (int end = word.Length; end > 0; end = best[end].Start)
        {
            bool fuses = best[end].Id < 0 && backwards.Count > 0 && backwards[^1].Id < 0;
            if (fuses) backwards[^1] = backwards[^1] with { Start = best[end].Start };
            else backwards.Add(new(best[end].Id, best[end].Start, end));
        }
        List<Part> parts = [];
        for (int i = backwards.Count - 1; i >= 0; i--) Add(word, backwards[i], parts);
        return parts;
    }

    private void Add(ReadOnlySpan<char> word, Part part, List<Part> parts)
    {
        ReadOnlySpan<char> text = word[part.Start..part.End];
        if (part.Id >= 0) parts.Add(part);
        else if (!byteFallback || !TrySpell(text, part, parts))
        {
            int id = unknown ?? throw new GraftException($"The tokenizer knows no token for '{text}', and its file names none for unknown ones.");
            parts.Add(part with { Id = id, OwnText = text.ToString() });
        }
    }

    private bool TrySpell(ReadOnlySpan<char> text, Part part, List<Part> parts)
    {
        int before = parts.Count;
        foreach (byte b in System.Text.Encoding.UTF8.GetBytes(text.ToString()))
        {
            if (vocabulary.Find($"<0x{b:X2}>") is not int id)
            {
                parts.RemoveRange(before, parts.Count - before);
                return false;
            }
            parts.Add(part with { Id = id });
        }
        return true;
    }
}
