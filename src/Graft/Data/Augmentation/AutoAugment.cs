using Graft.Data.Images;

namespace Graft.Data.Augmentation;

/// <summary>The fourteen operations of RandAugment (Cubuk et al. 2020) and TrivialAugment (Müller, Hutter 2021), with torchvision's ranges over 31 steps.</summary>
internal static class AutoAugment
{
    public const int Steps = 31;

    public static IReadOnlyList<string> Operations { get; } = ["Identity", "ShearX", "ShearY", "TranslateX", "TranslateY", "Rotate", "Brightness", "Color", "Contrast",
        "Sharpness", "Posterize", "Solarize", "AutoContrast", "Equalize"];

    /// <summary>Two operations at magnitude 9 of 30.</summary>
    public static Image Rand(Image image, SeededRandom random)
    {
        const int operations = 2, magnitude = 9;
        double part = magnitude / (Steps - 1.0);
        for (int i = 0; i < operations; i++) image = Draw(image, random, part, new(0.3, 150.0 / 331 * image.Width, 150.0 / 331 * image.Height, 30, 0.9, 4));
        return image;
    }

    /// <summary>One operation at a magnitude drawn from all 31, with the wide ranges.</summary>
    public static Image Trivial(Image image, SeededRandom random) =>
        Draw(image, random, random.NextInt(Steps) / (Steps - 1.0), new(0.99, 32, 32, 135, 0.99, 6));

    /// <summary>One operation by its name in torchvision; the magnitude means what it means there.</summary>
    public static Image Apply(string operation, Image image, double magnitude, Interpolation interpolation) => operation switch
    {
        "ShearX" => Geometry.Transform(image, AffineMap.ShearX(magnitude), interpolation),
        "ShearY" => Geometry.Transform(image, AffineMap.ShearY(magnitude), interpolation),
        "TranslateX" => Geometry.Transform(image, AffineMap.TranslateX(magnitude), interpolation),
        "TranslateY" => Geometry.Transform(image, AffineMap.TranslateY(magnitude), interpolation),
        "Rotate" => Geometry.Transform(image, AffineMap.Rotate(magnitude, image.Width, image.Height), interpolation),
        "Brightness" => Colours.Brightness(image, 1 + magnitude),
        "Color" => Colours.Saturation(image, 1 + magnitude),
        "Contrast" => Colours.Contrast(image, 1 + magnitude),
        "Sharpness" => Colours.Sharpness(image, 1 + magnitude),
        "Posterize" => Levels.Posterize(image, (int)magnitude),
        "Solarize" => Levels.Solarize(image, magnitude),
        "AutoContrast" => Levels.AutoContrast(image),
        "Equalize" => Levels.Equalize(image),
        "Invert" => Levels.Invert(image),
        "Identity" => image,
        _ => throw new UnknownNameException("augmentation", operation, Operations),
    };

    private static Image Draw(Image image, SeededRandom random, double part, Ranges ranges)
    {
        string operation = Operations[random.NextInt(Operations.Count)];
        double sign = random.NextBool() ? 1 : -1;
        double magnitude = operation switch
        {
            "ShearX" or "ShearY" => sign * ranges.Shear * part,
            "TranslateX" => sign * ranges.Columns * part,
            "TranslateY" => sign * ranges.Rows * part,
            "Rotate" => sign * ranges.Degrees * part,
            "Posterize" => 8 - Math.Round(part * ranges.Bits),
            "Solarize" => 255 * (1 - part),
            _ => sign * ranges.Colour * part,
        };
        return Apply(operation, image, magnitude, Interpolation.Nearest);
    }

    private sealed record Ranges(double Shear, double Columns, double Rows, double Degrees, double Colour, double Bits);
}
