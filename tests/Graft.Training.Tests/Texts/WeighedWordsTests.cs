using Graft.Data.Texts;
using Graft.Inference;
using Graft.Text;
using Graft.Training.Probe;
using Graft.Training.Texts.Baselines;

namespace Graft.Training.Tests.Texts;

public class WeighedWordsTests
{
    private static readonly TextExample[] Train = [.. new[] { "The cat sat.", "The cat ran, the dog sat!", "A dog ran", "the mat and THE cat" }.Select((t, i) => new TextExample($"train:{i}", t))];

    [Fact]
    public void Vocabulary_HasWordsOfTwoOccurrences_MostFrequentFirst()
    {
        Tokenizer words = WordVocabulary.Of(Train.Select(t => t.Text));
        words.TokenOf(WordVocabulary.FirstWord).ShouldBe("the");
        words.Find("cat").ShouldNotBeNull();
        words.Find("mat").ShouldBeNull();
        words.EncodePlain("THE Mat").Tokens.ShouldBe(["the", "[UNK]"]);
    }

    [Fact]
    public void Graph_InOnnxRuntime_GivesTheRowsThatAreFitted()
    {
        Tokenizer words = WordVocabulary.Of(Train.Select(t => t.Text));
        WeighedWords weighed = WeighedWords.Of(words, Train);
        TextExample[] texts = [.. Train, new("test:0", "the cat the cat sat"), new("test:1", "nothing known")];
        double[][] expected = RowsOf(weighed, words, texts);
        using OnnxSession session = new(weighed.Graph());
        float[] found = session.Run(TextInputs.Of([.. texts.Select(t => words.Encode(t.Text))], WordVocabulary.Padding))[0].ToFloats();
        int width = found.Length / texts.Length;
        for (int i = 0; i < texts.Length; i++)
            for (int d = 0; d < width; d++) found[(i * width) + d].ShouldBe((float)expected[i][d], 1e-6f);
    }

    [Fact]
    public void Rows_AreScikitLearnsWeights()
    {
        Tokenizer words = WordVocabulary.Of(Train.Select(t => t.Text));
        double[][] one = RowsOf(WeighedWords.Of(words, Train), words, new TextExample("one", "sat"));
        one[0].Where(v => v != 0).ShouldBe([1]); // a single word, scaled to length 1
        double[][] two = RowsOf(WeighedWords.Of(words, Train), words, new TextExample("two", "sat . the"));
        double the = Math.Log(5.0 / 4) + 1, sat = Math.Log(5.0 / 3) + 1; // in 3 and 2 of 4 texts
        double[] values = [.. two[0].Where(v => v != 0).Order()];
        (values[0] / values[1]).ShouldBe(the / sat, 1e-6);
    }

    // A row is told by its products with the unit vectors.
    private static double[][] RowsOf(WeighedWords weighed, Tokenizer words, params TextExample[] texts)
    {
        SparseRows sparse = weighed.Rows(words, texts);
        double[] unit = new double[sparse.Width * sparse.Width], all = new double[texts.Length * sparse.Width];
        for (int d = 0; d < sparse.Width; d++) unit[(d * sparse.Width) + d] = 1;
        sparse.Times(unit, sparse.Width, all);
        return [.. all.Chunk(sparse.Width)];
    }
}
