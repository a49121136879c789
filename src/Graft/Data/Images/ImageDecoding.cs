namespace Graft.Data.Images;

/// <summary>What limits the decoding of an image.</summary>
public sealed record ImageDecoding
{
    /// <summary>
    /// The most pixels that an image may have. A small file can claim a huge picture, so the claim is checked before memory is taken;
    /// about 7 bytes a pixel are needed.
    /// </summary>
    /// <value>89,478,485 pixels, the bound at which Pillow warns: a quarter of a gigabyte of RGB</value>
    public long MaximumPixels { get; init; } = 89_478_485;
}
