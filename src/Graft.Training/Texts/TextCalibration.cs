using Graft.Data;
using Graft.Data.Texts;
using Graft.Evaluation.Calibration;
using Graft.Graphs;

namespace Graft.Training.Texts;

/// <summary>Calibrates a classifier of texts on validation where there is a test to score it on, as one of photos.</summary>
internal static class TextCalibration
{
    /// <param name="method">temperature, vector, isotonic or none.</param>
    /// <param name="model">Its first output is the softmax of logits.</param>
    /// <param name="outputs">Probabilities of the texts that are scored, by text.</param>
    /// <param name="set">The texts.</param>
    /// <param name="parts">Which text serves for what.</param>
    /// <returns>The model with the calibration in it, what it then says, and the report; as it was, and null, where none is wanted or possible.</returns>
    public static (Graph Model, Dictionary<int, float[]> Outputs, CalibrationReport? Report) Run(string method, Graph model, Dictionary<int, float[]> outputs, TextSet set, ILookup<Part, int> parts)
    {
        Calibrating.Require(method);
        if (set.Task != TextTask.Classification) return (model, outputs, null);
        PartLogits[] said = [.. parts.Where(g => g.Key != Part.Train).Select(g => new PartLogits(g.Key, [.. g], [.. g.SelectMany(i => outputs[i]).Select(Logit)]))];
        CalibratedModel calibrated = Calibrating.Run(method, model, said, p => [.. p.Rows.Select(i => set.IndexOf(set.Examples[i].Labels[0]))], set.Classes);
        if (calibrated.Report?.Calibrator is null) return (model, outputs, calibrated.Report);
        return (calibrated.Model, calibrated.Said.SelectMany(p => p.Rows.Zip(p.Logits.Chunk(set.Classes.Count))).ToDictionary(r => r.First, r => r.Second.Select(MathF.Exp).ToArray()), calibrated.Report);
    }

    // Logits but for a constant, which no calibration sees.
    private static float Logit(float probability) => MathF.Log(MathF.Max(probability, 1e-38f));
}
