using Graft.Attribution;
using Graft.Bundles;
using Graft.Data;
using Graft.Graphs;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Attribution;

/// <summary>Explains what a bundle says of photos by gradients, in libtorch.</summary>
public static class PhotoGradients
{
    private const int Steps = 50;

    /// <summary>The methods by name.</summary>
    public static IReadOnlyList<string> Methods { get; } = ["grad-cam", "grad-cam++", "integrated-gradients"];

    /// <summary>Explains one photo.</summary>
    /// <param name="model">The bundle's model.onnx.</param>
    /// <param name="predictor">The same bundle.</param>
    /// <param name="path">The photo.</param>
    /// <param name="method">One of <see cref="Methods"/>.</param>
    /// <param name="label">What to explain; null for the predicted label.</param>
    /// <exception cref="GraftException">An unknown method or label, a photo that can't be read, an operator that libtorch can't run, or a network that ends without any map over space.</exception>
    public static PhotoAttribution Explain(Graph model, Predictor predictor, string path, string method, string? label = null)
    {
        if (!Methods.Contains(method)) throw new UnknownNameException("method", method, Methods.Prepend(PhotoOcclusion.Method));
        Preprocessing preprocessing = predictor.Preprocessing;
        Prediction prediction = predictor.Predict(path);
        string explained = label ?? prediction.Label;
        int target = predictor.Labels.ToList().IndexOf(explained);
        if (target < 0) throw new UnknownNameException("label", explained, predictor.Labels);
        float[] pixels = new float[preprocessing.Length];
        predictor.Preprocessor.Load(path, pixels);
        string score = Logits(model), input = model.Inputs[0].Name;
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> inputs = new() { [input] = tensor(pixels, [1, .. preprocessing.Shape]) };
        using GraphGradients gradients = new(model, method == "integrated-gradients" ? input : LastMap(model), score);
        float[] map = method == "integrated-gradients" ? Integrated(gradients, inputs[input], target, preprocessing) : Upsampled(method == "grad-cam" ? GradientMaps.GradCam(gradients, inputs, target) : GradientMaps.GradCamPlusPlus(gradients, inputs, target), preprocessing.Size);
        return new(path, explained, prediction.Probabilities[explained], method, preprocessing.Size, map);
    }

    /// <summary>What goes into the last softmax; the output itself where there is none.</summary>
    private static string Logits(Graph model) => model.Nodes.LastOrDefault(n => n.OpType == "Softmax" && n.Outputs[0] == model.Outputs[0].Name)?.Inputs[0] ?? model.Outputs[0].Name;

    /// <summary>The last activations over space: the network's last spatial stage.</summary>
    private static string LastMap(Graph model)
    {
        Graph shaped = ShapeInference.Infer(model);
        return shaped.Nodes.Select(n => n.Outputs[0]).LastOrDefault(o => shaped.Find(o)?.Shape is [_, _, { Value: > 1 }, { Value: > 1 }])
            ?? throw new GraftException($"{model.Name}: found no activations (batch, channels, height, width) to explain by. Use occlusion, which works for any model.");
    }

    private static float[] Upsampled(Tensor map, ImageSize size) =>
        nn.functional.interpolate(map[TensorIndex.None, TensorIndex.None], [size.Height, size.Width], mode: InterpolationMode.Bilinear, align_corners: false).contiguous().data<float>().ToArray();

    /// <summary>From the photo's mean colour; a pixel counts the sum over its channels.</summary>
    private static float[] Integrated(GraphGradients gradients, Tensor photo, int target, Preprocessing preprocessing)
    {
        long[] space = preprocessing.Layout == TensorLayout.Nchw ? [2, 3] : [1, 2];
        Tensor baseline = photo.mean(space, keepdim: true).expand_as(photo).contiguous();
        Tensor found = GradientMaps.IntegratedGradients(gradients, photo, baseline, new Dictionary<string, Tensor>(), target, Quadrature.GaussLegendre(Steps)).Attribution;
        return found.sum([preprocessing.Layout == TensorLayout.Nchw ? 1 : 3]).contiguous().data<float>().ToArray();
    }
}
