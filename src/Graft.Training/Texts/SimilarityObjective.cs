using Graft.Bundles;
using Graft.Data.Texts;
using Graft.Evaluation;
using Graft.Text;
using Graft.Training.Losses;
using Graft.Training.Loop;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Texts;

/// <summary>What is made small where texts are to be as alike as pairs say, by the name that a recipe gives it; the better model is the one whose cosines are ordered as the pairs' similarities (Spearman).</summary>
internal static class SimilarityObjective
{
    /// <summary>The name of the loss that needs pairs which belong together, and no numbers.</summary>
    public const string Ranking = "ranking";

    /// <summary>The loss where the recipe says nothing.</summary>
    public const string Usual = "cosent";

    private static readonly Dictionary<string, GroupLoss> Losses = new(StringComparer.Ordinal)
    {
        ["cosine"] = new CosineRegression(), [Usual] = new Cosent(), [Ranking] = new MultipleNegatives(),
    };

    /// <summary>Names of the losses.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Losses.Keys];

    /// <summary>The loss of that name.</summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    public static Objective Of(string? name) =>
        new([Pooling.Output], Losses.GetValueOrDefault(name ?? Usual) ?? throw new UnknownNameException("loss", name!, Names), () => new RankCorrelation());

    /// <summary>The cosines that the similarities of examples stand for.</summary>
    public static Func<int[], int, Tensor> Targets(IReadOnlyList<TextExample> examples, SimilarityScale scale) => (rows, _) => tensor([.. rows.Select(r => (float)scale.ToCosine(examples[r].Score))]);

    private sealed class RankCorrelation : IScoring
    {
        private readonly List<double> _cosines = [], _targets = [];

        public double Score => _cosines.Count == 0 ? 0 : Correlation.Spearman([.. _cosines], [.. _targets]) ?? 0;

        public void Add(IReadOnlyList<Tensor> outputs, Batch batch)
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor[] members = outputs[0].chunk(2, 0);
            _cosines.AddRange(Cosine.OfRows(members[0], members[1]).data<float>().Select(c => (double)c));
            _targets.AddRange(batch.Targets[LossInputs.MainTarget].data<float>().Select(t => (double)t));
        }
    }
}
