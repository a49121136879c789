using Graft.Graphs;

namespace Graft.Training.Heads;

/// <summary>
/// A linear-chain conditional random field behind the logits of tokens, which are its emissions (Lafferty et al. 2001; over neural networks Lample et al. 2016,
/// arXiv:1603.01360). It trains by <see cref="Losses.ConditionalRandomField"/>; the exported model decodes by Viterbi's algorithm: outputs 'tags', int64
/// (batch, sequence), the best path with -1 where a token carries no tag, ties to the lowest tag, and 'tag_score' (batch), its score.
/// Tokens that carry none, such as special tokens, padding and all but the first piece of a word, are passed over wherever they stand.
/// Parameters: head.crf.start_transitions (tags), head.crf.end_transitions (tags), head.crf.transitions (tags from, tags to), uniform in +-0.1.
/// </summary>
/// <param name="Mask">The int64 tensor (batch, sequence) that is 1 where a token carries a tag; an input of the model if the backbone has no such tensor.</param>
public sealed record Crf(string Mask = Crf.TagMask) : HeadLayer
{
    /// <summary>The usual name of the mask: <see cref="Graft.Text.TextInputs.TagMask"/>.</summary>
    public const string TagMask = Graft.Text.TextInputs.TagMask;

    /// <summary>Name of the output with the best path.</summary>
    public const string Tags = "tags";

    internal const string Start = "head.crf.start_transitions", End = "head.crf.end_transitions", Between = "head.crf.transitions";

    internal override Wire Build(HeadBuild build, Wire x, string at)
    {
        if (x.Rank != 3 || x.Size(-1) != build.Outputs) throw new GraftException($"A CRF reads the logits of tokens (batch, sequence, {build.Outputs}), found {x}. Put it behind Linear, and pool nothing.");
        build.Require(12, "A CRF");
        long tags = build.Outputs;
        Func<SeededRandom, double> draw = Initial.Uniform(0.1);
        Wire start = build.Parameter(Start, draw, tags), end = build.Parameter(End, draw, tags), between = build.Parameter(Between, draw, tags, tags);
        Wire carries = build.Beside(Mask, x.Shape[0], x.Shape[1]);
        (Wire path, Wire score) = Viterbi.Decode(x, carries, start, end, between, "head.crf");
        build.Output(Tags, path);
        build.Output("tag_score", score);
        return x;
    }
}
