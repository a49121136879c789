using System.Collections.Concurrent;
using Graft.Text.Files;
using Graft.Text.Models;
using Graft.Text.Normalizers;
using Graft.Text.Pipeline;
using Graft.Text.PostProcessors;
using Graft.Text.PreTokenizers;

namespace Graft.Text;

/// <summary>
/// Turns texts into the tokens that a network was trained on, token for token as the reference library (Hugging Face tokenizers) does. One instance
/// serves all threads.
/// </summary>
public sealed class Tokenizer
{
    private readonly Vocabulary _vocabulary;
    private readonly Normalizer? _normalizer;
    private readonly PreTokenizer? _preTokenizer;
    private readonly Model _model;
    private readonly AddedTokens _raw, _normalized;
    private readonly Template _template;
    private readonly Assembling _withSpecial, _plain;
    private readonly byte[] _json;
    private readonly ConcurrentBag<Workspace> _workspaces = [];

    internal Tokenizer(TokenizerParts parts, byte[] json)
    {
        (_vocabulary, _normalizer, _preTokenizer, _model, _json) = (parts.Vocabulary, parts.Normalizer, parts.PreTokenizer, parts.Model, json);
        (_template, Truncation, Padding) = (parts.Template, parts.Truncation, parts.Padding);
        _raw = new(parts.Added.Where(t => !t.Normalized).Select(t => (t.Content, t)));
        _normalized = new(parts.Added.Where(t => t.Normalized).Select(t => (NormalizedText(t.Content), t)));
        (_withSpecial, _plain) = (new(_template, parts.Trimming), new(Template.None, parts.Trimming));
        SpecialTokens = parts.Added.Where(t => t.Special).ToDictionary(t => t.Content, t => t.Id, StringComparer.Ordinal);
    }

    /// <summary>How the file says that texts are cut; null: not at all. <see cref="Encode(string, string?, Truncation?)"/> takes it where nothing else is asked for.</summary>
    public Truncation? Truncation { get; }

    /// <summary>How the file says that texts are filled up; null: not at all.</summary>
    public Padding? Padding { get; }

    /// <summary>The model's signs, such as [CLS], with their ids.</summary>
    public IReadOnlyDictionary<string, int> SpecialTokens { get; }

    /// <summary>One more than the highest id: the number of rows that an embedding needs.</summary>
    public int VocabularySize => _vocabulary.Size;

    /// <summary>Number of special tokens that are put around one text, or two.</summary>
    public int AddedCount(bool pair) => _template.AddedCount(pair);

    /// <summary>
    /// Reads a tokenizer: a tokenizer.json, or a folder with one, or with the older files vocab.txt, vocab.json and merges.txt, or a SentencePiece model.
    /// </summary>
    /// <exception cref="GraftException">There is no such file, it is damaged, or it asks for what Graft doesn't know.</exception>
    public static Tokenizer Open(string fileOrFolder) => TokenizerFiles.Open(fileOrFolder);

    /// <summary>Reads a tokenizer.json from memory.</summary>
    /// <param name="json">The file, UTF-8.</param>
    /// <param name="source">What errors call it.</param>
    /// <exception cref="GraftException">It is damaged, or it asks for what Graft doesn't know.</exception>
    public static Tokenizer Parse(ReadOnlyMemory<byte> json, string source = "tokenizer.json") => TokenizerFiles.Parse(json, source);

    /// <summary>Writes the tokenizer as tokenizer.json, whatever it was read from.</summary>
    public void Save(string path) => AtomicFile.Write(path, stream => stream.Write(_json));

    /// <summary>The id of a token of the vocabulary, or null.</summary>
    public int? Find(string token) => _vocabulary.Find(token);

    /// <summary>The text of an id.</summary>
    /// <exception cref="GraftException">The vocabulary has no such id.</exception>
    public string TokenOf(int id) => _vocabulary.TryGetToken(id, out string? token) ? token
        : throw new GraftException($"The tokenizer has no token with id {id}; ids are 0 to {_vocabulary.Size - 1}.");

    /// <summary>Encodes one text, or a pair, as the file says: with special tokens, cut and filled up.</summary>
    public Encoding Encode(string text, string? pair = null) => EncodeBatch([(text, pair)], Truncation, Padding)[0];

    /// <summary>Encodes one text, or a pair, with special tokens and without padding.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pair">The second text, or null.</param>
    /// <param name="truncation">How it is cut; null: not. What is cut off is found in <see cref="Encoding.Overflowing"/>.</param>
    /// <exception cref="GraftException">The strategy can't reach the length.</exception>
    public Encoding Encode(string text, string? pair, Truncation? truncation) => Encode(text, pair, truncation, special: true);

    /// <summary>Encodes texts or pairs with special tokens, and fills them up to one length.</summary>
    /// <param name="texts">The texts, each with its second text or null.</param>
    /// <param name="truncation">How they are cut; null: not.</param>
    /// <param name="padding">How they are filled up; null: not.</param>
    public Encoding[] EncodeBatch(IReadOnlyList<(string Text, string? Pair)> texts, Truncation? truncation, Padding? padding)
    {
        Encoding[] encodings = [.. texts.Select(t => Encode(t.Text, t.Pair, truncation))];
        return padding is null ? encodings : Filling.Fill(encodings, padding);
    }

    /// <summary>Encodes one text without the special tokens around it.</summary>
    public Encoding EncodePlain(string text) => Encode(text, null, null, special: false);

    private Encoding Encode(string text, string? pair, Truncation? truncation, bool special)
    {
        TokenRun first = Run(text);
        TokenRun? second = pair is null ? null : Run(pair);
        if (truncation is not null) (first, second) = Truncating.Cut(first, second, truncation, Room(truncation, special, pair is not null));
        return (special ? _withSpecial : _plain).Assemble(first, second);
    }

    private int Room(Truncation truncation, bool special, bool pair)
    {
        int added = special ? _template.AddedCount(pair) : 0;
        return truncation.MaxLength >= added ? truncation.MaxLength - added
            : throw new GraftException($"A maximal length of {truncation.MaxLength} tokens has no room for the {added} special ones.");
    }

    private TokenRun Run(string text)
    {
        Workspace work = _workspaces.TryTake(out Workspace? free) ? free : new();
        try
        {
            work.Clear();
            Divide(text, work);
            return Finish(work);
        }
        finally
        {
            _workspaces.Add(work);
        }
    }

    private void Divide(string text, Workspace work)
    {
        if (!_raw.Any)
        {
            Section(text, 0, work);
            return;
        }
        work.Sections.Clear();
        _raw.Find(text, work.Sections);
        foreach (AddedTokens.Section section in work.Sections)
        {
            ReadOnlySpan<char> part = text.AsSpan(section.Start, section.End - section.Start);
            if (section.Token is null) Section(part, section.Start, work);
            else work.AddWhole(section.Token, new(section.Start, section.End), part);
        }
    }

    /// <summary>Normalises a piece of the text, finds normalised added tokens, divides it into words and these into tokens.</summary>
    private void Section(ReadOnlySpan<char> text, int origin, Workspace work)
    {
        work.Text.Load(text, origin);
        _normalizer?.Apply(work.Text);
        if (!_normalized.Any)
        {
            work.OnePiece();
            Words(work);
            return;
        }
        List<AddedTokens.Section> sections = [];
        _normalized.Find(work.Text.Chars, sections);
        AlignedText.Snapshot whole = work.Text.Take();
        foreach (AddedTokens.Section section in sections)
        {
            work.Text.Load(whole, section.Start, section.End);
            work.OnePiece();
            if (section.Token is null) Words(work);
            else work.AddWhole(section.Token, work.Text.Original(0, work.Text.Length), work.Text.Chars);
        }
    }

    private void Words(Workspace work)
    {
        _preTokenizer?.Apply(work);
        foreach (Piece piece in work.Pieces)
        {
            work.BeginWord(piece);
            _model.Tokenize(work.Text.Chars[piece.Start..piece.End], work);
            work.Word++;
        }
    }

    private TokenRun Finish(Workspace work)
    {
        Token[] tokens = [.. work.Tokens];
        string[] texts = new string[tokens.Length];
        for (int i = 0; i < tokens.Length; i++) texts[i] = _vocabulary.TryGetToken(tokens[i].Id, out string? token) ? token : "";
        foreach ((int index, string own) in work.OwnTexts) texts[index] = own;
        return new(tokens, texts, 0, tokens.Length);
    }

    private string NormalizedText(string content)
    {
        AlignedText text = new();
        text.Load(content, 0);
        _normalizer?.Apply(text);
        return text.Chars.ToString();
    }
}
