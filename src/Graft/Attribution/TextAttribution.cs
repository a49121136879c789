namespace Graft.Attribution;

/// <summary>Which words of a text a prediction rests on.</summary>
/// <param name="Input">The text.</param>
/// <param name="Pair">The second text; null for single texts.</param>
/// <param name="Label">The label that is explained; 'score' where the model answers with a number.</param>
/// <param name="Probability">The label's probability, 0 to 1; or the number.</param>
/// <param name="Method">How it was found: occlusion, integrated-gradients.</param>
/// <param name="Tokens">The words or tokens in the texts' order; what was cut off is not among them.</param>
public sealed record TextAttribution(string Input, string? Pair, string Label, double Probability, string Method, IReadOnlyList<AttributedToken> Tokens);

/// <summary>A word or token with its share in a prediction.</summary>
/// <param name="Text">As it stands in the text.</param>
/// <param name="Start">Its first position, in UTF-16 units.</param>
/// <param name="End">The position behind its last.</param>
/// <param name="Sequence">0 in the first text, 1 in the second.</param>
/// <param name="Value">Above 0 where it speaks for the label, below 0 where it speaks against it; of numbers, what it adds. By occlusion, in units of the logarithm of the odds; by integrated gradients, of the logit.</param>
public sealed record AttributedToken(string Text, int Start, int End, int Sequence, double Value);
