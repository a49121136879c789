namespace Graft.Text;

/// <summary>A token in one of the windows of a text.</summary>
/// <param name="Window">From 0.</param>
/// <param name="Token">Position in that window.</param>
internal readonly record struct TokenPlace(int Window, int Token);

/// <summary>A text, or a pair, as a network reads it: whole, or in windows that overlap.</summary>
/// <param name="Windows">At least one, in the text's order.</param>
/// <param name="IsCut">Whether something lies behind the last window.</param>
/// <param name="Words">The token that stands for each word that was asked about; null where the word was cut off.</param>
internal sealed record EncodedText(IReadOnlyList<Encoding> Windows, bool IsCut, IReadOnlyList<TokenPlace?> Words);
