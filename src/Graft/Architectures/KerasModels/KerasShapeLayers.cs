using System.Text.Json;
using Graft.Graphs;

namespace Graft.Architectures.KerasModels;

/// <summary>Layers that move elements: flatten, reshape, pad, crop, enlarge.</summary>
internal static class KerasShapeLayers
{
    /// <summary>
    /// Zeros that count in a maximum. ONNX Runtime takes a padding with +0 before a pooling for the pooling's own, which never wins (pad_fusion.cc); it leaves one with -0 as it is.
    /// </summary>
    public const float RealZero = -0f;

    public static IEnumerable<KeyValuePair<string, KerasLayers.Maker>> All =>
    [
        new("Flatten", (step, x) => KerasTensor.OfLast(x[0].Last.Flatten(step.Path))),
        new("Reshape", Reshape),
        new("Permute", Permute),
        new("RepeatVector", RepeatVector),
        new("ZeroPadding1D", (step, x) => Pad(step, x[0], "padding", 1)),
        new("ZeroPadding2D", (step, x) => Pad(step, x[0], "padding", 2)),
        new("Cropping1D", (step, x) => Crop(step, x[0], 1)),
        new("Cropping2D", (step, x) => Crop(step, x[0], 2)),
        new("UpSampling2D", UpSampling2D),
    ];

    private static KerasTensor Reshape(KerasStep step, IReadOnlyList<KerasTensor> x) =>
        KerasTensor.OfLast(x[0].Last.Reshape([0, .. step.Settings.Ints("target_shape", []).Select(s => (long)s)], step.Path));

    private static KerasTensor Permute(KerasStep step, IReadOnlyList<KerasTensor> x)
    {
        int[] order = [0, .. step.Settings.Ints("dims", [])];
        if (!order.Order().SequenceEqual(Enumerable.Range(0, x[0].Rank))) throw step.Fail($"its dims do not fit an input of {x[0].Rank} axes");
        return KerasTensor.OfLast(x[0].Last.Transpose(order, step.Path));
    }

    private static KerasTensor RepeatVector(KerasStep step, IReadOnlyList<KerasTensor> x)
    {
        long times = step.Settings.Int("n", 1);
        Wire single = x[0].Last.Unsqueeze([1], step.Build.Builder.Unused($"{step.Path}.unsqueeze"));
        Wire repeats = single.Builder.Constant($"{step.Path}.repeats", TensorData.Longs(1, times, 1));
        return KerasTensor.OfLast(single.Builder.Node("Tile", step.Path, [single, repeats], [single.Shape[0], times, single.Shape[2]], single.Type));
    }

    private static KerasTensor Pad(KerasStep step, KerasTensor x, string key, int axes)
    {
        (long[] before, long[] after) = Sides(step, key, axes);
        Wire image = x.First;
        return KerasTensor.OfFirst(image.Pad([0, 0, .. before], [0, 0, .. after], step.Path, RealZero));
    }

    private static KerasTensor Crop(KerasStep step, KerasTensor x, int axes)
    {
        (long[] before, long[] after) = Sides(step, "cropping", axes);
        Wire image = x.First;
        for (int axis = 0; axis < axes; axis++)
            image = image.Slice(axis + 2, before[axis], image.Size(axis + 2) - after[axis], name: step.Build.Builder.Unused(axis == axes - 1 ? step.Path : $"{step.Path}.rows"));
        return KerasTensor.OfFirst(image);
    }

    /// <summary>Before and after on each axis: one number for all, one for each axis, or a pair for each.</summary>
    private static (long[] Before, long[] After) Sides(KerasStep step, string key, int axes)
    {
        if (!step.Layer.Settings.TryGetProperty(key, out JsonElement value)) return ([.. Enumerable.Repeat(1L, axes)], [.. Enumerable.Repeat(1L, axes)]);
        long[] flat = [.. Flat(value)];
        if (flat.Any(n => n is < 0 or > 65536)) throw step.Fail($"its {key} must be 0 to 65536");
        if (flat.Length == 1) return ([.. Enumerable.Repeat(flat[0], axes)], [.. Enumerable.Repeat(flat[0], axes)]);
        if (flat.Length == 2 * axes) return ([.. flat.Where((_, i) => i % 2 == 0)], [.. flat.Where((_, i) => i % 2 == 1)]);
        return flat.Length == axes ? (flat, flat) : throw step.Fail($"its {key} has {flat.Length} numbers");
    }

    private static IEnumerable<long> Flat(JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().SelectMany(Flat) : [value.GetInt64()];

    private static KerasTensor UpSampling2D(KerasStep step, IReadOnlyList<KerasTensor> x)
    {
        long[] size = step.Numbers("size", 2, 2);
        string way = step.Settings.Text("interpolation", "nearest");
        step.Settings.Require("interpolation", way, "nearest", "bilinear");
        Wire image = x[0].First;
        Wire scales = image.Builder.Constant($"{step.Path}.scales", TensorData.Of([1f, 1f, size[0], size[1]], 4));
        Dimension[] shape = [image.Shape[0], image.Shape[1], .. size.Select((s, axis) => new Dimension(image.Shape[axis + 2].Value * s))];
        // Both ways put the pixels' centres at halves.
        return KerasTensor.OfFirst(image.Builder.Node("Resize", step.Path, [image, null, scales], shape, image.Type, way == "nearest"
            ? [("mode", "nearest"), ("coordinate_transformation_mode", "asymmetric"), ("nearest_mode", "floor")] : [("mode", "linear"), ("coordinate_transformation_mode", "half_pixel")]));
    }
}
