using Graft.Graphs;
using Graft.Training.Heads;

namespace Graft.Training.Texts.Baselines;

/// <summary>Words to vectors that are learned: 'input_ids' (batch, sequence) to 'hidden' (batch, sequence, 128). The vectors, 'head.words' (words, 128), are drawn from a normal distribution.</summary>
internal static class WordEmbeddings
{
    private const string Parameter = "head.words"; // part of what is new, so that it learns like the rest
    private const int Width = 128;

    public static Graph Build(int words, long seed)
    {
        GraphBuilder builder = new("words");
        Wire ids = builder.Input("input_ids", ElementType.Int64, "batch", "sequence");
        builder.Input("attention_mask", ElementType.Int64, "batch", "sequence");
        Wire hidden = builder.Parameter(Parameter, words, Width).Pick(ids, 0, "words").Stage("embeddings");
        Func<SeededRandom, double> draw = Initial.Normal(1);
        SeededRandom random = Seeds.For(Parameter, seed);
        float[] values = new float[words * Width];
        for (int i = 0; i < values.Length; i++) values[i] = (float)draw(random);
        return builder.ToGraph(("hidden", hidden)).With([KeyValuePair.Create(Parameter, TensorData.Of(values, words, Width))]);
    }
}
