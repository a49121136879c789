using System.Globalization;

namespace Graft.Data.Images;

/// <summary>The errors of decoding: which file, what its name claims, what it is, what to do.</summary>
internal static class ImageFaults
{
    private static readonly string Readable = string.Join(", ", ImageFormat.All.Select(f => f.Name));

    public static GraftException NoImage(ReadOnlySpan<byte> bytes, string name) =>
        new($"{name}: expected an image ({Readable}), found {ForeignContent.Describe(bytes)}{Claim(name, null)}. Remove it, or put an image in its place.");

    public static GraftException CutShort(ImageFormat format, string name, long length) =>
        new(Text($"{name}: this {format} file is cut short: it ends after {length:N0} bytes, before the picture does{Claim(name, format)}. Copy or download it again, or remove it."));

    public static GraftException Damaged(ImageFormat format, string name, string why) =>
        new($"{name}: this {format} file is damaged ({why}){Claim(name, format)}. Copy or download it again, or remove it.");

    public static GraftException TooLarge(ImageHeader size, string name, long limit) =>
        new(Text($"{name}: claims {size.Width:N0} x {size.Height:N0} pixels; at most {limit:N0} pixels are decoded. Scale it down, or raise {nameof(ImageDecoding.MaximumPixels)} if you trust it."));

    private static string Claim(string name, ImageFormat? found) => Path.GetExtension(name) is { Length: > 1 } extension
        && (found is null || !found.Extensions.Contains(extension, StringComparer.OrdinalIgnoreCase)) ? $", though its name ends in {extension}" : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
