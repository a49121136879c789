using System.ComponentModel.DataAnnotations;

namespace Graft.Data.Checks;

/// <summary>From where on something in the data is worth telling.</summary>
public sealed record CheckOptions
{
    /// <summary>Bits in which the hashes of near duplicates may differ.</summary><value>12</value>
    [Range(0, 32)] public int HashDistance { get; init; } = 12;

    /// <summary>Correlation that the grey 32 x 32 thumbnails of near duplicates reach.</summary><value>0.98</value>
    [Range(0.0, 1.0)] public double ThumbnailCorrelation { get; init; } = 0.98;

    /// <summary>Cosine that features of near duplicates reach.</summary><value>0.93</value>
    [Range(0.0, 1.0)] public double FeatureCosine { get; init; } = 0.93;

    /// <summary>Pixels on the short side below which a photo is tiny.</summary><value>32</value>
    [Range(1, 10_000)] public int TinySide { get; init; } = 32;

    /// <summary>Pixels above which a photo is huge.</summary><value>24 million</value>
    [Range(1, 1_000_000_000)] public int HugePixels { get; init; } = 24_000_000;

    /// <summary>Long side over short side above which a photo is odd: a square crop sees little of it.</summary><value>3</value>
    [Range(1.0, 1000.0)] public double Aspect { get; init; } = 3;

    /// <summary>Standard deviation of the greys (0 to 255) below which a photo is blank.</summary><value>2</value>
    [Range(0.0, 128.0)] public double BlankContrast { get; init; } = 2;

    /// <summary>Largest class over smallest above which classes are imbalanced.</summary><value>10</value>
    [Range(1.0, 1e9)] public double Imbalance { get; init; } = 10;

    /// <summary>Training examples below which a class has too few.</summary><value>10</value>
    [Range(1, 1_000_000)] public int FewExamples { get; init; } = 10;
}
