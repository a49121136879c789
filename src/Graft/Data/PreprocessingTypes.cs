using System.Text.Json.Serialization;

namespace Graft.Data;

/// <summary>Rows and columns.</summary>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
public sealed record ImageSize(int Height, int Width);

/// <summary>How a number between two pixels is rounded.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Rounding>))]
public enum Rounding
{
    /// <summary>To the smaller.</summary>
    [JsonStringEnumMemberName("down")] Down,

    /// <summary>To the nearer; a tie to the even one.</summary>
    [JsonStringEnumMemberName("nearest")] Nearest,
}

/// <summary>Order of the colours.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ChannelOrder>))]
public enum ChannelOrder
{
    /// <summary>Red, green, blue.</summary>
    [JsonStringEnumMemberName("rgb")] Rgb,

    /// <summary>Blue, green, red.</summary>
    [JsonStringEnumMemberName("bgr")] Bgr,
}

/// <summary>Order of an image tensor's dimensions.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TensorLayout>))]
public enum TensorLayout
{
    /// <summary>(batch, channels, height, width): PyTorch and most of ONNX.</summary>
    [JsonStringEnumMemberName("nchw")] Nchw,

    /// <summary>(batch, height, width, channels): TensorFlow.</summary>
    [JsonStringEnumMemberName("nhwc")] Nhwc,
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, IgnoreReadOnlyProperties = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(Preprocessing))]
internal sealed partial class PreprocessingJson : JsonSerializerContext;
