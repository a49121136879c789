using Graft.Attribution;
using Graft.Bundles;
using Graft.Graphs;

namespace Graft.Training.Attribution;

/// <summary>Explains what a bundle says of photos by gradients, in libtorch.</summary>
public static class PhotoGradients
{
    internal const string GradCam = "grad-cam", Integrated = "integrated-gradients";

    /// <summary>The methods by name.</summary>
    public static IReadOnlyList<string> Methods { get; } = [GradCam, "grad-cam++", Integrated];

    /// <summary>Explains one photo.</summary>
    /// <param name="model">The bundle's model.onnx.</param>
    /// <param name="predictor">The same bundle.</param>
    /// <param name="path">The photo.</param>
    /// <param name="method">One of <see cref="Methods"/>.</param>
    /// <param name="label">What to explain; null for the predicted label.</param>
    /// <exception cref="GraftException">An unknown method or label, a photo that can't be read, an operator that libtorch can't run, or a network that ends without any map over space.</exception>
    public static PhotoAttribution Explain(Graph model, Predictor predictor, string path, string method, string? label = null)
    {
        using PhotoExplainer explainer = new(model, predictor.Preprocessor, method);
        Prediction prediction = predictor.Predict(path);
        string explained = label ?? prediction.Label;
        int target = predictor.Labels.ToList().IndexOf(explained);
        if (target < 0) throw new UnknownNameException("label", explained, predictor.Labels);
        return new(path, explained, prediction.Probabilities[explained], method, predictor.Preprocessing.Size, explainer.Maps([(path, target)])[0]);
    }
}
