using System.Security.Cryptography;
using Graft.Data.Images;
using Graft.Features;

namespace Graft.Data.Checks;

/// <summary>Looks at every photo, with all cores.</summary>
internal static class PhotoScan
{
    private const int Side = 32;

    /// <summary>The facts of each path, in order.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="decode">Whether to look at the pixels too; else the header alone, which is some hundred times faster.</param>
    /// <param name="progress">Told after each photo.</param>
    /// <param name="cancel">Stops.</param>
    public static PhotoFacts[] Run(IReadOnlyList<string> paths, bool decode, IProgress<WorkProgress>? progress = null, CancellationToken cancel = default)
    {
        PhotoFacts[] facts = new PhotoFacts[paths.Count];
        int done = 0;
        Parallel.For(0, paths.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancel }, i =>
        {
            facts[i] = Look(paths[i], decode);
            progress?.Report(new("check", Interlocked.Increment(ref done), paths.Count, 0));
        });
        return facts;
    }

    private static PhotoFacts Look(string path, bool decode)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new("", $"can't be read from the disk: {e.Message}");
        }
        string sha = Convert.ToHexStringLower(SHA256.HashData(bytes));
        try
        {
            return decode ? Decoded(bytes, path, sha) : HeaderOf(bytes, path, sha);
        }
        catch (GraftException e)
        {
            return new(sha, e.Message);
        }
    }

    private static PhotoFacts HeaderOf(byte[] bytes, string path, string sha)
    {
        ImageFormat format = ImageFormat.Detect(bytes) ?? throw ImageFaults.NoImage(bytes, Path.GetFileName(path));
        ImageHeader header = format.Header(bytes) is { IsPossible: true } h ? h : throw ImageFaults.Damaged(format, Path.GetFileName(path), "its header cannot be understood");
        return new(sha, null, format.Name, header.Width, header.Height);
    }

    private static PhotoFacts Decoded(byte[] bytes, string path, string sha)
    {
        Image image = ImageDecoder.Decode(bytes, Path.GetFileName(path));
        byte[] thumbnail = GreyThumbnail.Of(image, Side, Side);
        (PerceptualHash plain, PerceptualHash mirrored) = PerceptualHash.Both(thumbnail);
        return new(sha, null, image.Format!.Name, image.Width, image.Height, new(plain, mirrored, thumbnail, IsGrey(image.Rgb), GreyThumbnail.Contrast(thumbnail)));
    }

    /// <summary>No pixel out of a thousand has channels more than 8 levels apart: a grey photo may have been compressed as a coloured one.</summary>
    private static bool IsGrey(byte[] rgb)
    {
        int coloured = 0, allowed = rgb.Length / 3000;
        for (int i = 0; i < rgb.Length && coloured <= allowed; i += 3)
            if (Math.Max(rgb[i], Math.Max(rgb[i + 1], rgb[i + 2])) - Math.Min(rgb[i], Math.Min(rgb[i + 1], rgb[i + 2])) > 8) coloured++;
        return coloured <= allowed;
    }
}
