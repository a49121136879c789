using Graft.Data;

namespace Graft.Attribution;

/// <summary>Which parts of an input a prediction rests on.</summary>
/// <param name="Input">The file or name that was given.</param>
/// <param name="Label">The label that is explained.</param>
/// <param name="Probability">Its probability, 0 to 1.</param>
/// <param name="Method">How it was found: occlusion, grad-cam, grad-cam++, integrated-gradients.</param>
/// <param name="Size">Rows and columns of the map: those of the network's input.</param>
/// <param name="Values">One per pixel of the network's input, row by row: above 0 where the place speaks for the label, below 0 where it speaks against it.</param>
public sealed record PhotoAttribution(string Input, string Label, double Probability, string Method, ImageSize Size, float[] Values)
{
    /// <summary>Where the map is highest, in pixels of the photo itself.</summary>
    /// <param name="framing">How the photo came to the network's size.</param>
    /// <param name="photo">The photo's own size.</param>
    public (int X, int Y) Peak(Data.Images.Framing framing, ImageSize photo)
    {
        int at = Array.IndexOf(Values, Values.Max());
        double x = ((at % Size.Width) + 0.5 + framing.Left) * photo.Width / framing.Width, y = ((at / Size.Width) + 0.5 + framing.Top) * photo.Height / framing.Height;
        return (Math.Clamp((int)x, 0, photo.Width - 1), Math.Clamp((int)y, 0, photo.Height - 1));
    }
}
