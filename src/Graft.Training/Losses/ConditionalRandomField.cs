using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Losses;

/// <summary>What the loss of a CRF is the mean over.</summary>
public enum CrfMean
{
    /// <summary>Texts, long and short alike.</summary>
    Texts,
    /// <summary>Tokens that carry a tag.</summary>
    Tokens,
}

/// <summary>
/// Minus the log-likelihood of a linear-chain conditional random field (Lafferty et al. 2001): score(y) = start[y_0] + sum of emissions + sum of transitions + end[y_last],
/// minus log of the sum of exp(score) over all paths, by the forward algorithm. Emissions are the first output (N, T, K); the target is int64 (N, T), and
/// <see cref="CrossEntropy.Ignored"/> where a token carries no tag: such tokens are passed over wherever they stand. Reads the parameters of <see cref="Heads.Crf"/>.
/// </summary>
public sealed record ConditionalRandomField : ILoss
{
    /// <summary>What the loss is the mean over.</summary><value>texts</value>
    public CrfMean Mean { get; init; } = CrfMean.Texts;

    /// <inheritdoc/>
    public LossValue Of(LossInputs batch)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor emissions = batch.Outputs[0];
        TaggedTokens tokens = TaggedTokens.Of(batch.Target);
        Tensor likelihood = LogLikelihood(emissions, tokens, Parameter(batch, Heads.Crf.Start), Parameter(batch, Heads.Crf.End), Parameter(batch, Heads.Crf.Between));
        long weight = Mean == CrfMean.Tokens ? tokens.Tokens : tokens.Texts;
        Tensor divisor = tensor(-Math.Max(1.0, weight), emissions.dtype, emissions.device);
        return new((likelihood.sum() / divisor).MoveToOuterDisposeScope(), weight);
    }

    /// <summary>The log-likelihood of each text: (N), zero where no token carries a tag.</summary>
    /// <param name="emissions">(N, T, K).</param>
    /// <param name="tags">int64 (N, T), <see cref="CrossEntropy.Ignored"/> where there is none.</param>
    /// <param name="start">(K).</param>
    /// <param name="end">(K).</param>
    /// <param name="transitions">(K, K), from row to column.</param>
    public static Tensor LogLikelihood(Tensor emissions, Tensor tags, Tensor start, Tensor end, Tensor transitions)
    {
        using DisposeScope scope = NewDisposeScope();
        return LogLikelihood(emissions, TaggedTokens.Of(tags), start, end, transitions).MoveToOuterDisposeScope();
    }

    private static Tensor LogLikelihood(Tensor emissions, TaggedTokens tokens, Tensor start, Tensor end, Tensor transitions)
    {
        Tensor compact = emissions.gather(1, tokens.Positions.unsqueeze(2).expand(-1, -1, emissions.shape[2]));      // (N, longest, K)
        Tensor counts = tokens.Carries.to_type(emissions.dtype);                                                    // (N, longest)
        return (Score(compact, tokens, counts, start, end, transitions) - Normaliser(compact, tokens.Carries, start, end, transitions)) * counts[.., 0];
    }

    private static Tensor Score(Tensor emissions, TaggedTokens tokens, Tensor counts, Tensor start, Tensor end, Tensor transitions)
    {
        Tensor tags = tokens.Tags;
        Tensor emitted = (emissions.gather(2, tags.unsqueeze(2)).squeeze(2) * counts).sum(1);
        Tensor steps = transitions[tags[.., ..^1], tags[.., 1..]] * counts[.., 1..];                                // (N, longest - 1)
        return start[tags[.., 0]] + emitted + steps.sum(1) + end[tokens.LastTags];
    }

    private static Tensor Normaliser(Tensor emissions, Tensor carries, Tensor start, Tensor end, Tensor transitions)
    {
        Tensor forward = start + emissions[.., 0];                                                                  // (N, K)
        for (int t = 1; t < emissions.shape[1]; t++)
        {
            Tensor next = (forward.unsqueeze(2) + transitions).logsumexp(1) + emissions[.., t];
            forward = where(carries[.., t].unsqueeze(1), next, forward);
        }
        return (forward + end).logsumexp(1);
    }

    private static Tensor Parameter(LossInputs batch, string name) => batch.Parameters.TryGetValue(name, out Tensor? found) ? found
        : throw new GraftException($"The loss of a CRF needs the parameter '{name}', which the graph does not have. End the head with Crf.");
}
