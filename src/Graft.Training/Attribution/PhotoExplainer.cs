using Graft.Attribution;
using Graft.Data;
using Graft.Graphs;
using TorchSharp;
using static TorchSharp.torch;

namespace Graft.Training.Attribution;

/// <summary>One model made ready to explain many photos by one method.</summary>
internal sealed class PhotoExplainer : IDisposable
{
    private const int Steps = 50, BatchSize = 8;
    private readonly GraphGradients _gradients;
    private readonly string _input, _method;
    private readonly Preprocessor _preprocessor;

    /// <param name="model">Pixels in, logits or their softmax out.</param>
    /// <param name="preprocessor">What photos go through.</param>
    /// <param name="method">One of <see cref="PhotoGradients.Methods"/>.</param>
    public PhotoExplainer(Graph model, Preprocessor preprocessor, string method)
    {
        if (!PhotoGradients.Methods.Contains(method)) throw new UnknownNameException("method", method, PhotoGradients.Methods.Prepend(PhotoOcclusion.Method));
        (_preprocessor, _method, _input) = (preprocessor, method, model.Inputs[0].Name);
        _gradients = new(model, method == PhotoGradients.Integrated ? _input : LastMap(model), Logits.Of(model));
    }

    private Preprocessing Preprocessing => _preprocessor.Preprocessing;

    /// <summary>One value per pixel of the network's input, row by row, for each photo.</summary>
    public float[][] Maps(IReadOnlyList<(string Path, int Target)> photos) => _method == PhotoGradients.Integrated
        ? [.. photos.Select(p => Integrated(p.Path, p.Target))] : [.. photos.Chunk(BatchSize).SelectMany(some => Batch(some))];

    private float[][] Batch((string Path, int Target)[] photos)
    {
        int[] targets = [.. photos.Select(p => p.Target)];
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> inputs = new() { [_input] = Pixels([.. photos.Select(p => p.Path)]) };
        Tensor maps = _method == PhotoGradients.GradCam ? GradientMaps.GradCam(_gradients, inputs, targets) : GradientMaps.GradCamPlusPlus(_gradients, inputs, targets);
        float[] all = Upsampled(maps);
        return [.. all.Chunk(all.Length / photos.Length)];
    }

    private Tensor Pixels(string[] paths)
    {
        float[] pixels = new float[paths.Length * Preprocessing.Length];
        Parallel.For(0, paths.Length, i => _preprocessor.Load(paths[i], pixels.AsSpan(i * Preprocessing.Length, Preprocessing.Length)));
        return tensor(pixels, [paths.Length, .. Preprocessing.Shape]);
    }

    public void Dispose() => _gradients.Dispose();

    /// <summary>The last activations over space: the network's last spatial stage.</summary>
    private static string LastMap(Graph model)
    {
        Graph shaped = ShapeInference.Infer(model);
        return shaped.Nodes.Select(n => n.Outputs[0]).LastOrDefault(o => shaped.Find(o)?.Shape is [_, _, { Value: > 1 }, { Value: > 1 }])
            ?? throw new GraftException($"{model.Name}: found no activations (batch, channels, height, width) to explain by. Use {PhotoOcclusion.Method}, which works for any model.");
    }

    private float[] Upsampled(Tensor maps) =>
        nn.functional.interpolate(maps[TensorIndex.Colon, TensorIndex.None], [Preprocessing.Size.Height, Preprocessing.Size.Width], mode: InterpolationMode.Bilinear, align_corners: false).contiguous().data<float>().ToArray();

    /// <summary>From the photo's mean colour; a pixel counts the sum over its channels.</summary>
    private float[] Integrated(string path, int target)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor photo = Pixels([path]);
        bool channelsFirst = Preprocessing.Layout == TensorLayout.Nchw;
        Tensor baseline = photo.mean(channelsFirst ? [2, 3] : [1, 2], keepdim: true).expand_as(photo).contiguous();
        Tensor found = GradientMaps.IntegratedGradients(_gradients, photo, baseline, new Dictionary<string, Tensor>(), target, Quadrature.GaussLegendre(Steps)).Attribution;
        return found.sum([channelsFirst ? 1 : 3]).contiguous().data<float>().ToArray();
    }
}
