using Graft.Bundles;
using Graft.Data.Texts;
using Graft.Text;

namespace Graft.Training.Texts;

/// <summary>Examples as the network reads them: one text or pair each, or two texts each for itself; every text in one or more windows.</summary>
internal sealed class EncodedExamples
{
    private readonly IReadOnlyList<EncodedText>[] _texts;
    private readonly Dictionary<EncodedText, int> _first = new(ReferenceEqualityComparer.Instance);

    /// <summary>Encodes. Texts of pairs that are read each for itself are encoded once, however many pairs they are in.</summary>
    public EncodedExamples(IReadOnlyList<TextExample> examples, TextTask task, TextPreprocessor preprocessor)
    {
        _texts = [.. examples.Select(e => TextQuestion.Of(e, task).Encode(preprocessor, task))];
        if (task == TextTask.Similarity) ShareTexts(examples);
        List<Encoding> windows = [];
        foreach (EncodedText text in _texts.SelectMany(t => t))
            if (_first.TryAdd(text, windows.Count)) windows.AddRange(text.Windows);
        Windows = windows;
        Lengths = [.. _texts.Select(t => t.Sum(text => text.Windows.Max(w => w.Length) * text.Windows.Count))];
    }

    /// <summary>All windows of all texts.</summary>
    public IReadOnlyList<Encoding> Windows { get; }

    /// <summary>Tokens of each example.</summary>
    public int[] Lengths { get; }

    /// <summary>The only text of an example, or its first.</summary>
    public EncodedText TextOf(int example) => _texts[example][0];

    /// <summary>The texts of a batch, each as places of its windows: the first text of every example, then, if there is one, the second of every example.</summary>
    public int[][] Of(int[] rows) => [.. Enumerable.Range(0, _texts[rows[0]].Count).SelectMany(member => rows.Select(r => Places(_texts[r][member])))];

    private int[] Places(EncodedText text) => [.. Enumerable.Range(_first[text], text.Windows.Count)];

    private void ShareTexts(IReadOnlyList<TextExample> examples)
    {
        Dictionary<string, EncodedText> known = new(StringComparer.Ordinal);
        EncodedText Shared(string text, EncodedText encoded) => known.TryAdd(text, encoded) ? encoded : known[text];
        for (int i = 0; i < _texts.Length; i++) _texts[i] = [Shared(examples[i].Text, _texts[i][0]), Shared(examples[i].Pair!, _texts[i][1])];
    }
}
