namespace Graft.Training.Operators;

/// <summary>One axis of an image that is resized.</summary>
/// <param name="Input">Its size.</param>
/// <param name="Output">Its new size.</param>
/// <param name="Scale">The scale as it was given, which may differ from output / input.</param>
/// <param name="Start">Where the region to be cropped starts, 0 to 1 of the axis.</param>
/// <param name="End">Where it ends.</param>
internal sealed record AxisMap(long Input, long Output, double Scale, double Start, double End);

/// <summary>How a resized axis takes its values from the old one, as ONNX's Resize defines it.</summary>
/// <param name="Mode">nearest, linear or cubic.</param>
/// <param name="Coordinates">How a new place maps to an old one (coordinate_transformation_mode).</param>
/// <param name="Nearest">How nearest rounds (nearest_mode).</param>
internal sealed record Interpolation(string Mode, string Coordinates, string Nearest)
{
    /// <summary>The parameter a of cubic convolution (Keys 1981).</summary>
    public double Cubic { get; init; } = -0.75;

    /// <summary>Whether places outside get no weight and the others share it.</summary>
    public bool ExcludesOutside { get; init; }

    /// <summary>Whether the kernel widens when the image shrinks.</summary>
    public bool Antialias { get; init; }

    /// <summary>The value outside a cropped region.</summary>
    public double Outside { get; init; }

    /// <summary>Weights (output, input), and a constant per output that is added.</summary>
    public (double[,] Weights, double[] Constant) Weights(AxisMap axis, Call call)
    {
        double[,] weights = new double[axis.Output, axis.Input];
        double[] constant = new double[axis.Output];
        for (int i = 0; i < axis.Output; i++)
        {
            double place = Place(i, axis, call);
            if (Coordinates == "tf_crop_and_resize" && (place < 0 || place > axis.Input - 1)) constant[i] = Outside;
            else Fill(weights, i, place, axis, call);
        }
        return (weights, constant);
    }

    private double Place(long i, AxisMap axis, Call call)
    {
        double length = axis.Input * axis.Scale;                                  // not rounded, unlike the output
        return Coordinates switch
        {
            "half_pixel" => (i + 0.5) / axis.Scale - 0.5,
            "half_pixel_symmetric" => axis.Input / 2.0 * (1 - axis.Output / length) + (i + 0.5) / axis.Scale - 0.5,
            "pytorch_half_pixel" => axis.Output > 1 ? (i + 0.5) / axis.Scale - 0.5 : 0,
            "align_corners" => length == 1 ? 0 : i * (axis.Input - 1) / (length - 1),
            "asymmetric" => i / axis.Scale,
            "tf_half_pixel_for_nn" => (i + 0.5) / axis.Scale,
            "tf_crop_and_resize" => axis.Output > 1 ? axis.Start * (axis.Input - 1) + i * (axis.End - axis.Start) * (axis.Input - 1) / (axis.Output - 1)
                : 0.5 * (axis.Start + axis.End) * (axis.Input - 1),
            _ => throw call.Fault($"unknown coordinate_transformation_mode {Coordinates}"),
        };
    }

    private void Fill(double[,] weights, int row, double place, AxisMap axis, Call call)
    {
        if (Mode == "nearest")
        {
            weights[row, Math.Clamp(Round(place, call), 0, axis.Input - 1)] = 1;
            return;
        }
        double shrink = Antialias ? Math.Min(1, axis.Scale) : 1, reach = (Mode == "linear" ? 1 : 2) / shrink, total = 0;
        long first = (long)Math.Floor(place - reach) + 1, last = (long)Math.Ceiling(place + reach) - 1;
        if (first > last) (first, last) = ((long)Math.Round(place), (long)Math.Round(place));
        for (long at = first; at <= last; at++)
        {
            double weight = Kernel(Math.Abs(at - place) * shrink);
            bool outside = at < 0 || at >= axis.Input;
            if (outside && (ExcludesOutside || Antialias && Mode == "linear")) continue;
            total += weight;
            weights[row, Math.Clamp(at, 0, axis.Input - 1)] += weight;
        }
        for (int i = 0; i < axis.Input; i++) weights[row, i] /= total;
    }

    private double Kernel(double x) => Mode == "linear" ? Math.Max(0, 1 - x)
        : x <= 1 ? ((Cubic + 2) * x - (Cubic + 3)) * x * x + 1
        : x < 2 ? ((Cubic * x - 5 * Cubic) * x + 8 * Cubic) * x - 4 * Cubic : 0;

    private long Round(double place, Call call) => (long)(Nearest switch
    {
        "round_prefer_floor" => Math.Ceiling(place - 0.5),
        "round_prefer_ceil" => Math.Floor(place + 0.5),
        "floor" => Math.Floor(place),
        "ceil" => Math.Ceiling(place),
        _ => throw call.Fault($"unknown nearest_mode {Nearest}"),
    });
}
