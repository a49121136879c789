using Graft.Graphs;

namespace Graft.Architectures.Text;

/// <summary>Heads that several families share.</summary>
internal static class TextHeads
{
    /// <summary>RoBERTa's classifier: dense, activation, out_proj over the first token.</summary>
    public static Wire DenseThenProject(Wire hidden, int labels, string activation)
    {
        Wire dense = TextBuild.First(hidden, "classifier.first").Linear("classifier.dense", hidden.Size(-1));
        return TextBuild.Activate(dense, activation, "classifier.activation").Linear("classifier.out_proj", labels);
    }

    /// <summary>A masked-token head: a linear layer, an activation, a normalisation, then the word embedding itself as the last layer (tied), with a bias.</summary>
    /// <param name="b">The graph.</param>
    /// <param name="hidden">The last hidden state.</param>
    /// <param name="dense">Module of the linear layer.</param>
    /// <param name="norm">Module of the normalisation.</param>
    /// <param name="bias">Name of the bias.</param>
    /// <param name="activation">The activation's name.</param>
    public static Wire Tied(TextBuild b, Wire hidden, string dense, string norm, string bias, string activation)
    {
        Wire x = TextBuild.Activate(hidden.Linear(dense, b.Config.EmbeddingWidth), activation, $"{dense}.activation").LayerNorm(norm, b.Config.Epsilon);
        Wire words = b.Parameter("embeddings.word_embeddings.weight", b.Config.Vocabulary, b.Config.EmbeddingWidth);
        return x.Linear("decoder", words, b.Builder.Parameter(bias, b.Config.Vocabulary));
    }
}
