using Graft.Data.Images;

namespace Graft.Data.Augmentation;

/// <summary>A rectangle in a picture.</summary>
internal readonly record struct Box(int Left, int Top, int Width, int Height);

/// <summary>Crops and erasures, and how their rectangles are drawn.</summary>
internal static class Boxes
{
    private const int Attempts = 10;

    /// <summary>The part of a picture at a new size, antialiased.</summary>
    public static Image CropAndResize(Image image, Box box, int width, int height, Interpolation interpolation)
    {
        Image result = Image.Blank(width, height);
        Resizer.Resize(PixelView.Of(image).Part(box.Left, box.Top, box.Width, box.Height), Framing.Whole(width, height), interpolation, result.Rgb);
        return result;
    }

    /// <summary>The size of a crop with this part of the area and this ratio of width to height.</summary>
    public static (int Width, int Height) Size(int width, int height, double scale, double ratio)
    {
        double area = (double)width * height * scale;
        return ((int)Math.Round(Math.Sqrt(area * ratio)), (int)Math.Round(Math.Sqrt(area / ratio)));
    }

    /// <summary>The largest crop in the middle whose ratio lies within 3/4 and 4/3.</summary>
    public static Box Largest(int width, int height)
    {
        double ratio = (double)width / height;
        int w = ratio > 4.0 / 3 ? (int)Math.Round(height * 4 / 3.0) : width, h = ratio < 0.75 ? (int)Math.Round(width / 0.75) : height;
        return new((width - w) / 2, (height - h) / 2, w, h);
    }

    /// <summary>Draws the crop of RandomResizedCrop (Szegedy et al. 2015): 8 % to 100 % of the area, ratio 3/4 to 4/3.</summary>
    public static Box Draw(int width, int height, SeededRandom random)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double scale = random.NextDouble(0.08, 1), ratio = Math.Exp(random.NextDouble(Math.Log(0.75), Math.Log(4.0 / 3)));
            (int w, int h) = Size(width, height, scale, ratio);
            if (w > 0 && w <= width && h > 0 && h <= height) return new(random.NextInt(width - w + 1), random.NextInt(height - h + 1), w, h);
        }
        return Largest(width, height);
    }

    /// <summary>Random erasing (Zhong et al. 2017, arXiv:1708.04896): with probability 1/2 a box of 2 to 33 % of the area, ratio 0.3 to 3.3, turns grey.</summary>
    public static Image Erase(Image image, SeededRandom random)
    {
        if (!random.NextBool()) return image;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            double scale = random.NextDouble(0.02, 0.33), ratio = Math.Exp(random.NextDouble(Math.Log(0.3), Math.Log(3.3)));
            (int w, int h) = Size(image.Width, image.Height, scale, ratio);
            if (w > 0 && w < image.Width && h > 0 && h < image.Height) return Erase(image, new(random.NextInt(image.Width - w + 1), random.NextInt(image.Height - h + 1), w, h), 128, 128, 128);
        }
        return image;
    }

    /// <summary>Fills a rectangle with one colour.</summary>
    public static Image Erase(Image image, Box box, byte red, byte green, byte blue)
    {
        byte[] rgb = [.. image.Rgb];
        for (int y = box.Top; y < box.Top + box.Height; y++)
        {
            for (int x = box.Left; x < box.Left + box.Width; x++)
            {
                int i = ((y * image.Width) + x) * 3;
                (rgb[i], rgb[i + 1], rgb[i + 2]) = (red, green, blue);
            }
        }
        return new(image.Width, image.Height, rgb);
    }
}
