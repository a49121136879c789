using System.Text.Json.Serialization;

namespace Graft.Data.Images;

/// <summary>The filter of a resizing, with Pillow's meaning: all but <see cref="Nearest"/> widen with the scale when shrinking (antialiasing).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Interpolation>))]
public enum Interpolation
{
    /// <summary>The pixel under each centre.</summary>
    [JsonStringEnumMemberName("nearest")] Nearest,

    /// <summary>Plain mean over the covered area.</summary>
    [JsonStringEnumMemberName("box")] Box,

    /// <summary>Triangle of half-width 1.</summary>
    [JsonStringEnumMemberName("bilinear")] Bilinear,

    /// <summary>Hamming-windowed sinc of half-width 1.</summary>
    [JsonStringEnumMemberName("hamming")] Hamming,

    /// <summary>Keys' cubic convolution with a = -0.5, half-width 2.</summary>
    [JsonStringEnumMemberName("bicubic")] Bicubic,

    /// <summary>Lanczos-windowed sinc of half-width 3.</summary>
    [JsonStringEnumMemberName("lanczos")] Lanczos,
}
