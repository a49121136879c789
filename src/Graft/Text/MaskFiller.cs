using Graft.Architectures.Text;
using Graft.Graphs;
using Graft.Inference;

namespace Graft.Text;

/// <summary>A token that would fit where a text has its mask.</summary>
/// <param name="Token">The token, as it stands in the vocabulary.</param>
/// <param name="Probability">0 to 1, over the whole vocabulary.</param>
public sealed record MaskedToken(string Token, double Probability);

/// <summary>Fills masks in texts by the head that a published encoder was pretrained with.</summary>
public sealed class MaskFiller : IDisposable
{
    private static readonly string[] Signs = ["[MASK]", "<mask>"];
    private readonly Tokenizer _tokenizer;
    private readonly OnnxSession _session;
    private readonly TextConfig _config;

    private MaskFiller(string folder)
    {
        _tokenizer = Tokenizer.Open(folder);
        Mask = Signs.FirstOrDefault(s => _tokenizer.Find(s) is not null) ?? throw new GraftException($"The tokenizer in '{folder}' has no mask ({string.Join(" or ", Signs)}).");
        _config = TextConfig.Open(folder);
        _session = new(TextWeights.Open(folder, new() { Head = TextHead.MaskedTokens }).Graph);
    }

    /// <summary>How the model writes a mask: [MASK] or &lt;mask&gt;.</summary>
    public string Mask { get; }

    /// <summary>Opens a published folder with config.json, weights that have the head, and a tokenizer.</summary>
    /// <exception cref="GraftException">Something is missing; sentence encoders have no such head.</exception>
    public static MaskFiller Open(string folder) => new(folder);

    /// <summary>For each mask of the text, the most probable tokens. The text may spell masks as other models do.</summary>
    /// <exception cref="GraftException">The text has no mask, or none among the tokens that the network takes.</exception>
    public IReadOnlyList<IReadOnlyList<MaskedToken>> Fill(string text, int top = 5)
    {
        string own = Signs.Aggregate(text, (t, sign) => t.Replace(sign, Mask, StringComparison.Ordinal));
        Encoding encoding = _tokenizer.Encode(own, null, new() { MaxLength = _config.PositionsForTokens });
        int[] masks = [.. Enumerable.Range(0, encoding.Length).Where(i => encoding.Ids[i] == _tokenizer.Find(Mask))];
        if (masks.Length == 0) throw new GraftException($"Expected {Mask} in the text{(own.Contains(Mask, StringComparison.Ordinal) ? $", among the first {_config.PositionsForTokens} tokens" : "")}, found none in '{text}'.");
        TensorData logits = _session.Run(TextInputs.Of([encoding], _config.PadId))[0]; // (1, tokens, vocabulary)
        return [.. masks.Select(m => Best(logits, m, top))];
    }

    /// <summary>Frees the runtime's memory.</summary>
    public void Dispose() => _session.Dispose();

    private MaskedToken[] Best(TensorData logits, int position, int top)
    {
        int width = (int)logits.Shape[2];
        double[] row = [.. logits.Span<float>().Slice(position * width, width).ToArray().Select(v => (double)v)];
        Evaluation.Softmax.InPlace(row);
        return [.. Enumerable.Range(0, width).OrderByDescending(i => row[i]).Take(top).Select(i => new MaskedToken(_tokenizer.TokenOf(i), row[i]))];
    }
}
