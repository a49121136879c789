namespace Graft.Data.Images;

/// <summary>Grey of a colour: ITU-R 601-2 luma in 16-bit fixed point, as Pillow computes it.</summary>
internal static class Luma
{
    public static byte Of(byte red, byte green, byte blue) => (byte)(((19595 * red) + (38470 * green) + (7471 * blue) + 32768) >> 16);
}
