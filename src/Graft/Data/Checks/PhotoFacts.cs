namespace Graft.Data.Checks;

/// <summary>What is known of a photo without a network.</summary>
/// <param name="Sha256">Of the file, hexadecimal; empty where the disk can't read it.</param>
/// <param name="Fault">Why it can't be used; null where it can.</param>
/// <param name="Format">What it is by its content.</param>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Pixels">What its pixels say; null where they were not looked at.</param>
internal sealed record PhotoFacts(string Sha256, string? Fault, string? Format = null, int Width = 0, int Height = 0, PixelFacts? Pixels = null);

/// <summary>What the pixels of a photo say.</summary>
/// <param name="Hash">pHash.</param>
/// <param name="Mirrored">pHash of the photo with left and right exchanged.</param>
/// <param name="Thumbnail">(32, 32) greys.</param>
/// <param name="IsGrey">Whether there is no colour.</param>
/// <param name="Contrast">Standard deviation of the thumbnail.</param>
internal sealed record PixelFacts(PerceptualHash Hash, PerceptualHash Mirrored, byte[] Thumbnail, bool IsGrey, double Contrast);
