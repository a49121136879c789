using Graft.Graphs;
using Graft.Training.Execution;
using Graft.Training.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Adapters;

/// <summary>
/// The adapter between two models: what was learned in low rank and merged is taken apart again. The difference D of a weight has rank r, so that for almost every
/// matrix R of r columns the columns of D R span those of D: with Q their orthonormal basis, D = Q (Q' D) (Halko et al. 2011, arXiv:0909.4061, section 1.2).
/// </summary>
public static class AdapterExtraction
{
    /// <summary>The adapter that makes <paramref name="after"/> of <paramref name="before"/>, up to rounding.</summary>
    /// <param name="before">The model whose weights training began with.</param>
    /// <param name="after">The same graph, trained and merged.</param>
    /// <param name="policy">Says which weights learned in low rank, and of which; what learned whole is saved whole.</param>
    /// <param name="baseModel">Address of the backbone.</param>
    /// <exception cref="GraftException">The policy has no low-rank additions.</exception>
    public static LowRankAdapter From(Graph before, Graph after, Policy policy, string baseModel)
    {
        Dictionary<string, TensorData> trained = new(StringComparer.Ordinal);
        foreach ((string name, Treatment treatment) in policy.Treatments.Where(t => !t.Value.IsFrozen && after.Initializers.ContainsKey(t.Key)))
        {
            if (!treatment.IsLowRank) trained[name] = after.Initializers[name];
            else (trained[name + LowRankEdit.SuffixA], trained[name + LowRankEdit.SuffixB]) = Factors(before.Initializers[name], after.Initializers[name], treatment, LowRankEdit.ColumnsFirst(before, name), name);
        }
        return LowRankAdapter.Of(before, policy, trained, baseModel);
    }

    /// <summary>The adapter of a run under the policy 'lora'; null under any other.</summary>
    internal static LowRankAdapter? OfRun(Recipe recipe, Graph before, Graph after, string baseModel) =>
        recipe.Policy.Policy == "lora" ? From(before, after, recipe.Policy.For(before)[0], baseModel) : null;

    private static (TensorData A, TensorData B) Factors(TensorData before, TensorData after, Treatment treatment, bool columnsFirst, string name)
    {
        using var still = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor difference = Rows(after, columnsFirst) - Rows(before, columnsFirst);                                   // (outputs, inputs)
        SeededRandom random = Seeds.For($"extract {name}", 0);
        double[] mixed = [.. Enumerable.Range(0, checked((int)difference.shape[1] * treatment.Rank)).Select(_ => random.NextGaussian())];
        Tensor basis = linalg.qr(difference.matmul(tensor(mixed, difference.shape[1], treatment.Rank))).Q;           // (outputs, at most rank)
        Tensor b = nn.functional.pad(basis, [0, treatment.Rank - basis.shape[1]]);                                     // (outputs, rank)
        Tensor a = b.t().matmul(difference) / tensor(treatment.Alpha / treatment.Rank);                                // (rank, inputs)
        return (TensorMemory.ToData(a.to_type(ScalarType.Float32), ElementType.Float32), TensorMemory.ToData(b.to_type(ScalarType.Float32), ElementType.Float32));
    }

    /// <summary>A weight as (outputs, all inputs) in float64.</summary>
    private static Tensor Rows(TensorData weight, bool columnsFirst)
    {
        Tensor wide = TensorMemory.Copy(weight).to_type(ScalarType.Float64);
        return columnsFirst ? wide.reshape(-1, wide.shape[^1]).t() : wide.reshape(wide.shape[0], -1);
    }
}
