using Graft.Backbones;
using Graft.Data.Texts;
using Graft.Graphs;
using Graft.Text;

namespace Graft.Training.Texts.Baselines;

/// <summary>
/// The older way, for comparison: models that begin from nothing but the training texts. Their words become a vocabulary; a bag of them is weighed and goes through logistic regression, or a recurrent
/// network learns embeddings of them. They are backbones like any other, so that everything else is the same: partition, loop, scores, bundle.
/// </summary>
internal static class Baseline
{
    /// <summary>Words and pairs of neighbouring words by their weights, without order.</summary>
    public const string TfIdf = "tfidf";

    /// <summary>Hidden width of each direction of a recurrent network.</summary>
    public const int Width = 128;

    private const int LongestOfNetwork = 256, LongestOfBag = 1 << 20;
    private static readonly Dictionary<string, string> Heads = new(StringComparer.Ordinal) { ["gru"] = "bigru", ["lstm"] = "bilstm", ["rnn"] = "rnn" };

    /// <summary>The names that a recipe can give.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Heads.Keys, TfIdf];

    /// <summary>The recipe with what a baseline decides; others as they are.</summary>
    /// <exception cref="GraftException">There is no such baseline, or it can't do what is asked.</exception>
    public static Recipe Checked(Recipe recipe, TextSet set)
    {
        if (recipe.Baseline is not string name) return recipe;
        if (!Names.Contains(name)) throw new UnknownNameException("baseline", name, Names);
        if (recipe.Loss is not null || recipe.Pooling is not null || !recipe.Policy.IsUnset) throw new GraftException($"The baseline '{name}' begins from nothing: loss, pooling and policy are for pretrained encoders. Leave them out.");
        if (set.Task == TextTask.Similarity) throw new GraftException($"The baseline '{name}' has no embeddings to compare. For numbers of pairs, ask for --task regression.");
        if (name == TfIdf && set.Task is not (TextTask.Classification or TextTask.MultiLabel)) throw new GraftException($"The baseline '{name}' answers with classes, not for {set.Task.Name()}. There are lstm, gru and rnn.");
        return name == TfIdf ? recipe with { Backbone = name, Head = null } : recipe with { Backbone = name, Head = recipe.Head ?? Heads[name] };
    }

    /// <summary>The beginning of a baseline's model, made of the training texts.</summary>
    public static TextBackbone Of(Recipe recipe, IReadOnlyList<TextExample> train)
    {
        Tokenizer words = WordVocabulary.Of(train.SelectMany(e => e.Pair is null ? [e.Text] : new[] { e.Text, e.Pair }));
        bool bag = recipe.Baseline == TfIdf;
        Graph graph = bag ? WeighedWords.Of(words, train).Graph() : WordEmbeddings.Build(words.VocabularySize, recipe.Seed);
        return new(recipe.Baseline!, graph, words, new() { MaxLength = bag ? LongestOfBag : LongestOfNetwork, PadId = WordVocabulary.Padding }, new(),
            new($"{recipe.Baseline}, from nothing but the training texts", "none: nothing pretrained is in it", "", []));
    }
}
