using Graft.Training.Losses;
using Graft.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Texts;

/// <summary>Texts that are read in several windows answer with the mean of what their windows say (logits, numbers, embeddings), here as when the model is used.</summary>
internal static class WindowMean
{
    /// <summary>The target's name: (texts, windows), the share of each window in its text; there is none where each text has one window.</summary>
    public const string Shares = "window_shares";

    public static Tensor SharesOf(int[][] texts)
    {
        int windows = texts.Sum(t => t.Length);
        float[] shares = new float[texts.Length * windows];
        for (int text = 0, at = 0; text < texts.Length; at += texts[text++].Length)
            shares.AsSpan((text * windows) + at, texts[text].Length).Fill(1f / texts[text].Length);
        return tensor(shares, [texts.Length, windows]);
    }

    /// <summary>The objective over texts of one over windows.</summary>
    public static Objective Over(Objective windows) => windows with { Loss = new Loss(windows.Loss), NewScoring = () => new Scoring(windows.NewScoring()) };

    private static IReadOnlyList<Tensor> Joined(IReadOnlyList<Tensor> outputs, IReadOnlyDictionary<string, Tensor> targets) =>
        targets.TryGetValue(Shares, out Tensor? shares) ? [shares.mm(outputs[0]), .. outputs.Skip(1)] : outputs;

    private sealed class Loss(ILoss inner) : ILoss
    {
        public LossValue Of(LossInputs batch)
        {
            using DisposeScope scope = NewDisposeScope();
            LossValue value = inner.Of(batch with { Outputs = Joined(batch.Outputs, batch.Targets) });
            return value with { Mean = value.Mean.MoveToOuterDisposeScope() };
        }
    }

    private sealed class Scoring(IScoring inner) : IScoring
    {
        public double Score => inner.Score;

        public void Add(IReadOnlyList<Tensor> outputs, Batch batch)
        {
            using DisposeScope scope = NewDisposeScope();
            inner.Add(Joined(outputs, batch.Targets), batch);
        }
    }
}
