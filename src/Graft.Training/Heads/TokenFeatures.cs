using Graft.Graphs;
using Graft.Text;

namespace Graft.Training.Heads;

/// <summary>What a head over tokens reads.</summary>
public static class TokenFeatures
{
    /// <summary>Name of the output.</summary>
    public const string Output = "token_features";

    /// <summary>The encoder with one output 'token_features': hidden states of some layers side by side, (batch, sequence, width times the number of layers).</summary>
    /// <param name="encoder">A text encoder.</param>
    /// <param name="layers">From the end: -1 is the last; [-1, -2, -3, -4] is the classic recipe of Devlin et al. 2018, section 5.3.</param>
    /// <exception cref="GraftException">There is no such layer.</exception>
    public static Graph Of(Graph encoder, params IReadOnlyList<int> layers)
    {
        if (layers.Count == 0) throw new GraftException("Token features need at least one layer; -1 is the last.");
        string[] hidden = [.. layers.Select(layer => Pooling.HiddenState(encoder, layer))];
        GraphBuilder builder = new("token features");
        Wire[] states = [.. hidden.Select((tensor, i) => builder.Input($"hidden.{i}", ElementType.Float32, [.. encoder.Find(tensor)!.Shape!]))];
        Graph joined = builder.ToGraph((Output, states[0].Concat(states[1..], 2, "token_features.joined"))) with { Opsets = encoder.Opsets };
        return encoder.Append(joined, "join hidden states", hidden.Select((tensor, i) => (tensor, i)).ToDictionary(p => $"hidden.{p.i}", p => p.tensor));
    }
}
