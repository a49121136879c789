using Graft.Checkpoints;

namespace Graft.Conversion;

/// <summary>Wheels, NuGet packages and other zip archives that are no checkpoint themselves.</summary>
internal static class Archives
{
    /// <summary>What lies in an archive; null where the file is none, or one that torch.save wrote.</summary>
    public static Inspection? Inspect(string path)
    {
        using MappedFile file = MappedFile.Open(path);
        if (!ZipDirectory.IsZip(file) || CheckpointFormats.All.Any(f => f.Recognises(file))) return null;
        ZipEntry[] entries = [.. ZipDirectory.Read(file, "zip").Entries.Values.OrderBy(e => e.Name, StringComparer.Ordinal)];
        string[] weights = [.. entries.Select(e => e.Name).Where(n => Archive.WeightExtensions.Any(e => n.EndsWith(e, StringComparison.OrdinalIgnoreCase)))];
        return new()
        {
            Path = path,
            Kind = KindOf(entries),
            Files = [.. entries.Select(e => new FileSummary(e.Name, e.Size))],
            Notes = weights.Length == 0 ? ["no file of weights in it"] : [.. weights.Select(w => $"a file of weights: '{path}:{w}'")],
        };
    }

    private static string KindOf(ZipEntry[] entries) => entries.Any(e => e.Name.EndsWith(".dist-info/WHEEL", StringComparison.Ordinal)) ? "Python wheel"
        : entries.Any(e => e.Name.EndsWith(".nuspec", StringComparison.Ordinal)) ? "NuGet package" : "zip archive";
}
