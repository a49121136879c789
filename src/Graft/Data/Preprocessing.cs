using System.Text.Json;
using System.Text.Json.Nodes;
using Graft.Data.Images;

namespace Graft.Data;

/// <summary>
/// What a picture goes through before a network sees it. It belongs to the checkpoint, not to the architecture: the same network trained by others wants other
/// pixels, and wrong ones cost accuracy without a word. Stored in the model's metadata and in the bundle; train, evaluate and predict apply the same one.
/// The steps: scale, crop the centre, order the channels, then (value * <see cref="Rescale"/> - mean) / std of values 0 to 255.
/// </summary>
public sealed record Preprocessing
{
    /// <summary>Scales so that the shorter side has this many pixels, proportions kept; null for none. Not together with <see cref="ExactSize"/>.</summary>
    public int? ShorterSide { get; init; }

    /// <summary>Scales to this size, proportions not kept; null for none.</summary>
    public ImageSize? ExactSize { get; init; }

    /// <summary>The filter of the scaling.</summary><value>bilinear</value>
    public Interpolation Interpolation { get; init; } = Interpolation.Bilinear;

    /// <summary>How the longer side is rounded when the shorter is given.</summary><value>down, as torchvision does</value>
    public Rounding LongerSide { get; init; } = Rounding.Down;

    /// <summary>The part in the middle that is kept, with black added around smaller pictures; null to keep all.</summary>
    public ImageSize? Crop { get; init; }

    /// <summary>How the offset of the crop is rounded.</summary><value>nearest, ties to even, as torchvision does</value>
    public Rounding CropOffset { get; init; } = Rounding.Nearest;

    /// <summary>Order of the colours in the network's input.</summary><value>rgb</value>
    public ChannelOrder ChannelOrder { get; init; } = ChannelOrder.Rgb;

    /// <summary>Factor on values 0 to 255, before the mean is taken off.</summary><value>1 / 255</value>
    public double Rescale { get; init; } = 1.0 / 255;

    /// <summary>Taken off after rescaling: one value per channel, in the network's order.</summary><value>0, 0, 0</value>
    public IReadOnlyList<double> Mean { get; init; } = [0, 0, 0];

    /// <summary>Divided by at last: one value per channel, in the network's order.</summary><value>1, 1, 1</value>
    public IReadOnlyList<double> Std { get; init; } = [1, 1, 1];

    /// <summary>Order of the dimensions.</summary><value>nchw</value>
    public TensorLayout Layout { get; init; } = TensorLayout.Nchw;

    /// <summary>3 for colour, 1 for grey (ITU-R 601-2 luma, as Pillow has it).</summary><value>3</value>
    public int Channels { get; init; } = 3;

    /// <summary>Size of what the network sees.</summary>
    /// <exception cref="GraftException">Neither <see cref="Crop"/> nor <see cref="ExactSize"/> is given.</exception>
    public ImageSize Size => Crop ?? ExactSize
        ?? throw new GraftException("This preprocessing leaves pictures of different sizes; a batch needs one size. Give a crop or an exact size.");

    /// <summary>Shape of one example without the batch dimension: (channels, height, width), or (height, width, channels).</summary>
    public IReadOnlyList<long> Shape => Layout == TensorLayout.Nchw ? [Channels, Size.Height, Size.Width] : [Size.Height, Size.Width, Channels];

    /// <summary>Number of values of one example.</summary>
    public int Length => checked(Channels * Size.Height * Size.Width);

    /// <summary>torchvision's and most others': RGB, shorter side and centre crop, mean .485 .456 .406, std .229 .224 .225.</summary>
    /// <param name="resize">Pixels of the shorter side.</param>
    /// <param name="crop">Pixels of the square crop.</param>
    /// <param name="interpolation">The filter.</param>
    public static Preprocessing ImageNet(int resize = 256, int crop = 224, Interpolation interpolation = Interpolation.Bilinear) => new()
    {
        ShorterSide = resize,
        Crop = new(crop, crop),
        Interpolation = interpolation,
        Mean = [0.485, 0.456, 0.406],
        Std = [0.229, 0.224, 0.225],
    };

    /// <summary>EfficientNet-Lite's: bicubic, (value - 127) / 128, the longer side rounded to nearest and the crop's offset down.</summary>
    public static Preprocessing EfficientNetLite(int resize = 256, int crop = 224) => new()
    {
        ShorterSide = resize,
        Crop = new(crop, crop),
        Interpolation = Interpolation.Bicubic,
        LongerSide = Rounding.Nearest,
        CropOffset = Rounding.Down,
        Rescale = 1,
        Mean = [127, 127, 127],
        Std = [128, 128, 128],
    };

    /// <summary>Keras' "caffe" mode: BGR of 0 to 255 minus 103.939, 116.779, 123.68; channels last.</summary>
    public static Preprocessing KerasCaffe(int size, Interpolation interpolation = Interpolation.Nearest) => new()
    {
        ExactSize = new(size, size),
        Interpolation = interpolation,
        ChannelOrder = ChannelOrder.Bgr,
        Rescale = 1,
        Mean = [103.939, 116.779, 123.68],
        Layout = TensorLayout.Nhwc,
    };

    /// <summary>Keras' "tf" mode: value / 127.5 - 1, that is -1 to 1; channels last.</summary>
    public static Preprocessing KerasTensorFlow(int size, Interpolation interpolation = Interpolation.Nearest) => new()
    {
        ExactSize = new(size, size),
        Interpolation = interpolation,
        Rescale = 1 / 127.5,
        Mean = [1, 1, 1],
        Layout = TensorLayout.Nhwc,
    };

    /// <summary>Reads what <see cref="ToJson"/> writes.</summary>
    /// <exception cref="GraftException">No JSON, an unknown key, or values that make no sense.</exception>
    public static Preprocessing Parse(string json)
    {
        try
        {
            // Keys that are not there keep their defaults, which generated deserialisers of init-only properties would overwrite with null and 0.
            JsonObject all = JsonNode.Parse(new Preprocessing().ToJson())!.AsObject();
            foreach ((string key, JsonNode? value) in JsonNode.Parse(json) as JsonObject ?? throw new JsonException("expected a JSON object.")) all[key] = value?.DeepClone();
            return all.Deserialize(PreprocessingJson.Default.Preprocessing)!.Checked();
        }
        catch (JsonException e)
        {
            throw new GraftException($"This preprocessing cannot be read: {e.Message}", e);
        }
    }

    /// <summary>One line of JSON, keys in snake case.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, PreprocessingJson.Default.Preprocessing);

    /// <summary>How a picture of this size is scaled and cropped.</summary>
    public Framing FramingOf(int width, int height)
    {
        (int w, int h) = ScaledSize(width, height);
        return Crop is null ? Framing.Whole(w, h) : new(w, h, Offset(w, Crop.Width), Offset(h, Crop.Height), Crop.Width, Crop.Height);
    }

    /// <summary>Writes one example.</summary>
    /// <param name="image">Any size.</param>
    /// <param name="to">Exactly <see cref="Length"/> values, in the order of <see cref="Shape"/>; all overwritten.</param>
    /// <exception cref="GraftException">The number of values is another.</exception>
    public void Apply(Image image, Span<float> to) => PixelWriter.Apply(this, image, to);

    /// <summary>Writes one example from a picture that has <see cref="Size"/> already, as augmentation leaves it: no scaling, no crop.</summary>
    /// <param name="image">A picture of <see cref="Size"/>.</param>
    /// <param name="to">Exactly <see cref="Length"/> values, in the order of <see cref="Shape"/>; all overwritten.</param>
    /// <exception cref="GraftException">The picture's size or the number of values is another.</exception>
    public void Normalize(Image image, Span<float> to)
    {
        if (new ImageSize(image.Height, image.Width) != Size)
            throw new GraftException($"Expected a picture of {Size.Width} x {Size.Height} pixels, got {image.Width} x {image.Height}. Apply scales and crops.");
        PixelWriter.Write(this, image.Rgb, to);
    }

    /// <summary>Itself, if its values make sense.</summary>
    /// <exception cref="GraftException">All that is wrong.</exception>
    public Preprocessing Checked()
    {
        string[] faults = [.. PreprocessingFaults.Of(this)];
        return faults.Length == 0 ? this : throw new GraftException($"Invalid preprocessing: {string.Join("; ", faults)}.");
    }

    /// <summary>Whether all values are equal.</summary>
    public bool Equals(Preprocessing? other) => other is not null && ToJson() == other.ToJson();

    /// <summary>Of all values.</summary>
    public override int GetHashCode() => ToJson().GetHashCode(StringComparison.Ordinal);

    private (int Width, int Height) ScaledSize(int width, int height)
    {
        if (ExactSize is not null) return (ExactSize.Width, ExactSize.Height);
        if (ShorterSide is not int side) return (width, height);
        return width <= height ? (side, Longer(side, height, width)) : (Longer(side, width, height), side);
    }

    private int Longer(int side, int longer, int shorter) =>
        LongerSide == Rounding.Down ? (int)((long)side * longer / shorter) : (int)Math.Round((double)side * longer / shorter);

    private int Offset(int size, int kept)
    {
        if (size < kept) return -((kept - size) / 2);
        return CropOffset == Rounding.Down ? (size - kept) / 2 : (int)Math.Round((size - kept) / 2.0);
    }
}
