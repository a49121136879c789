namespace Graft.Data.Images;

/// <summary>
/// How a picture comes to the network's size: scaled to <see cref="Width"/> x <see cref="Height"/>, then the window at
/// (<see cref="Left"/>, <see cref="Top"/>) of <see cref="WindowWidth"/> x <see cref="WindowHeight"/> kept. Where the window reaches beyond the picture
/// (a negative offset) it is black. Serves also to carry a place in the network's input back to the picture.
/// </summary>
/// <param name="Width">Columns after scaling.</param>
/// <param name="Height">Rows after scaling.</param>
/// <param name="Left">First column kept.</param>
/// <param name="Top">First row kept.</param>
/// <param name="WindowWidth">Columns kept.</param>
/// <param name="WindowHeight">Rows kept.</param>
public readonly record struct Framing(int Width, int Height, int Left, int Top, int WindowWidth, int WindowHeight)
{
    /// <summary>Scaling alone.</summary>
    public static Framing Whole(int width, int height) => new(width, height, 0, 0, width, height);
}
