using Graft.Text;

namespace Graft.Training.Heads;

/// <summary>Sizes of the usual heads.</summary>
public sealed record HeadOptions
{
    /// <summary>Hidden width of an MLP, or of each direction of a recurrent head; null: 512 and 256.</summary>
    public int? Width { get; init; }

    /// <summary>Share of values dropped while training, before the last layer.</summary><value>0.1</value>
    [System.ComponentModel.DataAnnotations.Range(0.0, 0.95)] public double Dropout { get; init; } = 0.1;

    /// <summary>How token features become one vector for heads over whole texts that read tokens.</summary><value>their mean</value>
    public PoolingKind Pooling { get; init; } = PoolingKind.Mean;
}

/// <summary>The heads that a recipe can name.</summary>
public static class HeadNames
{
    private static readonly Dictionary<string, Func<HeadOptions, bool, IEnumerable<HeadLayer>>> Known = new(StringComparer.Ordinal)
    {
        ["linear"] = (o, _) => [new Dropout(o.Dropout), new Linear()],
        ["mlp"] = (o, _) => [new Dense(o.Width ?? 512, Activation.Relu), new Dropout(o.Dropout), new Linear()],
        ["pooled"] = (o, _) => [new Pool(o.Pooling), new Dropout(o.Dropout), new Linear()],
        ["bilstm"] = (o, tokens) => OverTokens(Cell.Lstm, o, tokens),
        ["bigru"] = (o, tokens) => OverTokens(Cell.Gru, o, tokens),
        ["rnn"] = (o, tokens) => OverTokens(Cell.Rnn, o, tokens),
        ["crf"] = (o, _) => [new Dropout(o.Dropout), new Linear(), new Crf()],
        ["bilstm-crf"] = (o, _) => [.. OverTokens(Cell.Lstm, o, tokens: true), new Crf()],
        ["characters"] = (o, _) => [new Characters(), new Dropout(o.Dropout), new Linear()],
        ["characters-bilstm-crf"] = (o, _) => [new Characters(), .. OverTokens(Cell.Lstm, o, tokens: true), new Crf()],
    };

    /// <summary>The names, in order.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Known.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Whether a head decides by whole paths of tags.</summary>
    internal static bool EndsWithCrf(string? name) => name is not null && Create(name, tokens: true).Layers[^1] is Crf;

    /// <summary>Whether a head looks at the letters of tokens.</summary>
    internal static bool LooksAtCharacters(string? name) => name is not null && Create(name, tokens: true).Layers.Any(l => l is Characters);

    /// <summary>The head of that name.</summary>
    /// <param name="name">One of <see cref="All"/>.</param>
    /// <param name="options">Sizes.</param>
    /// <param name="tokens">Whether each token gets logits; else recurrent heads pool the tokens to one vector per text.</param>
    /// <exception cref="GraftException">There is none of that name, or an option is out of its range.</exception>
    public static Head Create(string name, HeadOptions? options = null, bool tokens = false) => Known.TryGetValue(name, out Func<HeadOptions, bool, IEnumerable<HeadLayer>>? create)
        ? new Head([.. create(Options.Validate(options ?? new()), tokens)]) : throw new UnknownNameException("head", name, All);

    private static IEnumerable<HeadLayer> OverTokens(Cell cell, HeadOptions o, bool tokens) =>
        [new Recurrent(cell, o.Width ?? 256), .. tokens ? [] : new HeadLayer[] { new Pool(o.Pooling) }, new Dropout(o.Dropout), new Linear()];
}
