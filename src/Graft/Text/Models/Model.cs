using Graft.Text.Pipeline;

namespace Graft.Text.Models;

/// <summary>Turns a word into tokens. Serves all threads at once.</summary>
internal abstract class Model
{
    /// <summary>Adds the tokens of one word, which is not empty, to <paramref name="work"/>.</summary>
    public abstract void Tokenize(ReadOnlySpan<char> word, Workspace work);
}

/// <summary>A whole word is a token, or unknown.</summary>
internal sealed class WordLevel(Vocabulary vocabulary, int? unknown) : Model
{
    public override void Tokenize(ReadOnlySpan<char> word, Workspace work)
    {
        int id = vocabulary.Find(word) ?? unknown ?? throw new GraftException($"The tokenizer knows no word '{word}', and its file names no token for unknown ones.");
        work.Add(id, 0, word.Length);
    }
}
