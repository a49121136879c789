using System.Text.Json;
using System.Text.Json.Serialization;
using Graft.Bundles;
using Graft.Graphs;

namespace Graft.Evaluation.Calibration;

/// <summary>What turns logits into probabilities that mean what they say. Fitted on validation, never on examples that are scored with it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "method")]
[JsonDerivedType(typeof(TemperatureScaling), "temperature")]
[JsonDerivedType(typeof(VectorScaling), "vector")]
[JsonDerivedType(typeof(IsotonicScaling), "isotonic")]
public abstract record Calibrator
{
    private const string Calibrated = "logits.calibrated";

    /// <summary>Probabilities of logits, (examples, classes), row-major.</summary>
    /// <exception cref="GraftException">A logit is NaN or infinite, or their number is no multiple of the classes; the rows are named.</exception>
    public float[] Apply(ReadOnlySpan<float> logits, int classes)
    {
        if (logits.Length % classes != 0) throw new GraftException($"{classes} classes take a multiple of {classes} logits, got {logits.Length}.");
        ScoreFaults.Refuse([.. ScoreFaults.NotFinite(logits, classes, "score")]);
        float[] probabilities = new float[logits.Length];
        double[] row = new double[classes];
        for (int at = 0; at < logits.Length; at += classes)
        {
            for (int k = 0; k < classes; k++) row[k] = logits[at + k];
            ToProbabilities(row);
            for (int k = 0; k < classes; k++) probabilities[at + k] = (float)row[k];
        }
        return probabilities;
    }

    /// <summary>Stores the calibration in a model: as operations before its softmax where it is one of factors and shifts, and in its metadata.</summary>
    /// <param name="model">A model whose first output is the softmax of logits.</param>
    /// <exception cref="GraftException">The output is something else.</exception>
    public Graph AddTo(Graph model)
    {
        string output = model.Outputs[0].Name;
        int at = model.Nodes.Select((n, i) => n.Outputs.Contains(output) ? i : -1).Max();
        if (at < 0 || model.Nodes[at].OpType != "Softmax") throw new GraftException($"{model.Name}: expected '{output}' to be the softmax of logits, found {(at < 0 ? "an input" : model.Nodes[at].Label)}: it can't be calibrated.");
        Node softmax = model.Nodes[at];
        (IReadOnlyList<Node> nodes, IReadOnlyDictionary<string, TensorData> constants) = Operations(softmax.Inputs[0], Calibrated);
        Graph edited = nodes.Count == 0 ? model : model.With(constants) with { Nodes = model.Nodes.SetItem(at, softmax with { Inputs = [Calibrated] }).InsertRange(at, nodes) };
        return edited with { Metadata = edited.Metadata.SetItem(ModelNotes.Calibration, JsonSerializer.Serialize(this, EvaluationJson.Readable.Calibrator)) };
    }

    /// <summary>What comes between the logits and the softmax; nothing for a calibration of probabilities.</summary>
    private protected virtual (IReadOnlyList<Node> Nodes, IReadOnlyDictionary<string, TensorData> Constants) Operations(string logits, string calibrated) => ([], new Dictionary<string, TensorData>());

    /// <summary>Turns one example's logits into probabilities, in place.</summary>
    protected abstract void ToProbabilities(Span<double> row);

    /// <summary>Fits a calibrator.</summary>
    /// <param name="method">Which kind.</param>
    /// <param name="logits">(examples, classes) of the validation part, row-major.</param>
    /// <param name="labels">Their classes.</param>
    /// <param name="classes">Number of classes.</param>
    /// <returns>Null where these examples determine none: every one is right, or the logits say nothing. Leave the logits alone then, and say so.</returns>
    /// <exception cref="GraftException">A logit is NaN or infinite, a label is no class, or the sizes disagree; the rows are named.</exception>
    public static Calibrator? Fit(CalibrationMethod method, ReadOnlySpan<float> logits, ReadOnlySpan<int> labels, int classes) => method switch
    {
        CalibrationMethod.Temperature => TemperatureScaling.Fit(logits, labels, classes),
        CalibrationMethod.Vector => VectorScaling.Fit(logits, labels, classes),
        _ => IsotonicScaling.Fit(logits, labels, classes),
    };
}

/// <summary>The kinds of calibration.</summary>
public enum CalibrationMethod
{
    /// <summary>One number divides all logits: the safe choice, and no prediction changes.</summary>
    Temperature,
    /// <summary>A factor and a shift per class: needs some hundred examples per class.</summary>
    Vector,
    /// <summary>A rising curve per class, of any form: needs some thousand examples.</summary>
    Isotonic,
}
