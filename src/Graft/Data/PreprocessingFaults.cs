namespace Graft.Data;

/// <summary>What is wrong with a preprocessing, all at once.</summary>
internal static class PreprocessingFaults
{
    private const int Largest = 16_384;

    public static IEnumerable<string> Of(Preprocessing p)
    {
        if (p.Channels is not (1 or 3)) yield return $"channels must be 1 or 3, got {p.Channels}";
        if (p.Mean.Count != p.Channels) yield return $"mean must have {p.Channels} values, got {p.Mean.Count}";
        if (p.Std.Count != p.Channels) yield return $"std must have {p.Channels} values, got {p.Std.Count}";
        if (p.Std.Contains(0)) yield return "std must not be 0";
        if (p.Mean.Concat(p.Std).Append(p.Rescale).Any(v => !double.IsFinite(v))) yield return "rescale, mean and std must be finite";
        if (p.ShorterSide is not null && p.ExactSize is not null) yield return "shorter_side and exact_size exclude each other";
        if (p.Crop is null && p.ExactSize is null) yield return "crop or exact_size must be given, so that all pictures get one size";
        if (p.ShorterSide is < 1 or > Largest) yield return $"shorter_side must be 1 to {Largest}, got {p.ShorterSide}";
        foreach ((string name, ImageSize? size) in new[] { ("exact_size", p.ExactSize), ("crop", p.Crop) })
        {
            if (size is { Height: < 1 or > Largest } or { Width: < 1 or > Largest }) yield return $"{name} must be 1 to {Largest} in both directions, got {size.Height} x {size.Width}";
        }
    }
}
