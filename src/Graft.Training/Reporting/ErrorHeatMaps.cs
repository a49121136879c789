using Graft.Attribution;
using Graft.Data;
using Graft.Graphs;
using Graft.Reports;
using Graft.Reports.Sections;
using Graft.Training.Attribution;

namespace Graft.Training.Reporting;

/// <summary>Small photos of the mistakes in a report with what the answer rests on, by Grad-CAM; networks that can't be explained so get none.</summary>
internal static class ErrorHeatMaps
{
    private const int Side = 96;

    /// <summary>Adds them to the mistakes that a page shows.</summary>
    /// <param name="parts">What was scored.</param>
    /// <param name="model">Pixels in, logits or their softmax out.</param>
    /// <param name="preprocessing">What photos go through.</param>
    /// <param name="cancel">Stops.</param>
    public static IReadOnlyList<ScoredPart> Add(IReadOnlyList<ScoredPart> parts, Graph model, Preprocessing preprocessing, CancellationToken cancel = default)
    {
        ScoredExample[] shown = [.. parts.SelectMany(Errors.Shown)];
        if (shown.Length == 0) return parts;
        try
        {
            using PhotoExplainer explainer = new(model, new Preprocessor(preprocessing), PhotoGradients.GradCam);
            float[][] maps = explainer.Maps([.. shown.Select(e => (e.Input, e.Predicted))]);
            Dictionary<ScoredExample, byte[]> drawn = shown.Zip(maps).AsParallel().WithCancellation(cancel).Select(e => (e.First, Drawn(e.First, e.Second, preprocessing))).ToDictionary();
            return [.. parts.Select(p => p with { Examples = [.. p.Examples.Select(e => drawn.TryGetValue(e, out byte[]? jpeg) ? e with { HeatMap = jpeg } : e)] })];
        }
        catch (GraftException)
        {
            return parts;
        }
    }

    private static byte[] Drawn(ScoredExample e, float[] map, Preprocessing preprocessing) =>
        Thumbnail.Of(new PhotoAttribution(e.Input, "", e.Confidence, PhotoGradients.GradCam, preprocessing.Size, map), preprocessing, Side, PhotoView.BytesEach);
}
