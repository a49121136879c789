using System.Diagnostics.CodeAnalysis;

namespace Graft.Text.Models;

/// <summary>Tokens and their numbers.</summary>
internal sealed class Vocabulary
{
    /// <summary>Far more than any tokenizer has (the largest known have a million); guards against ids that would ask for gigabytes.</summary>
    private const int MostTokens = 1 << 24;

    private readonly Dictionary<string, int> _ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly string?[] _tokens;

    /// <summary>Makes a vocabulary; of two tokens with one number the later is shown.</summary>
    /// <exception cref="GraftException">A number is negative or absurdly large.</exception>
    public Vocabulary(IReadOnlyDictionary<string, int> ids)
    {
        _ids = new(ids, StringComparer.Ordinal);
        _bySpan = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach ((string token, int id) in ids)
            if (id is < 0 or >= MostTokens) throw new GraftException($"Token '{token}' has id {id}, expected 0 to {MostTokens - 1}.");
        _tokens = new string?[ids.Count == 0 ? 0 : ids.Values.Max() + 1];
        foreach ((string token, int id) in ids) _tokens[id] = token;
    }

    /// <summary>One more than the highest number: as many rows as an embedding needs.</summary>
    public int Size => _tokens.Length;

    /// <summary>The number of a token, or null.</summary>
    public int? Find(ReadOnlySpan<char> token) => _bySpan.TryGetValue(token, out int id) ? id : null;

    /// <summary>The text of a number, if there is one.</summary>
    public bool TryGetToken(int id, [NotNullWhen(true)] out string? token) => (token = (uint)id < (uint)_tokens.Length ? _tokens[id] : null) is not null;

    /// <summary>Every token with its number.</summary>
    public IReadOnlyDictionary<string, int> Ids => _ids;
}
