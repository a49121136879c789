using Graft.Data.Texts;
using Graft.Text;

namespace Graft.Bundles;

/// <summary>What a model of texts is asked about.</summary>
/// <param name="Text">The text.</param>
/// <param name="Pair">The second text; null for single texts.</param>
/// <param name="Words">The words to be tagged; null where none are.</param>
internal sealed record TextQuestion(string Text, string? Pair, IReadOnlyList<TextSpan>? Words = null)
{
    public static TextQuestion Of(TextExample example, TextTask task) => new(example.Text, example.Pair, task == TextTask.Tagging ? WordAlignment.SpansOf(example.Words) : null);

    /// <summary>Its texts as a model of the task reads them: similar texts each for itself, else a pair together.</summary>
    public IReadOnlyList<EncodedText> Encode(TextPreprocessor preprocessor, TextTask task) =>
        task == TextTask.Similarity ? [preprocessor.Encode(Text, null), preprocessor.Encode(Pair!, null)] : [preprocessor.Encode(Text, Pair, Words)];
}
