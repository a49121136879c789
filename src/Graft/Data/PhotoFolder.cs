namespace Graft.Data;

/// <summary>A folder of class folders, or a folder with train, validation and test folders of such.</summary>
internal static class PhotoFolder
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    public static ExampleSet Open(string folder)
    {
        string[] below = Folders(folder);
        bool hasParts = below.Any(f => Parts.Find(Path.GetFileName(f)) == Part.Train);
        List<Notice> notices = [];
        List<Example> examples = hasParts
            ? [.. below.SelectMany(f => Parts.Find(Path.GetFileName(f)) is Part part ? Classes(f, part, notices) : Left(f, "no part named train, validation or test", notices))]
            : [.. Classes(folder, null, notices)];
        return ExampleSets.Checked(folder, examples, notices, "Expected one sub-folder per class with photos (jpg, png, webp, bmp, gif) in it, "
            + "or train, validation and test folders of such.");
    }

    private static IEnumerable<Example> Classes(string folder, Part? part, List<Notice> notices)
    {
        notices.AddRange(Directory.EnumerateFiles(folder).Where(IsVisible).Order(StringComparer.Ordinal).Select(f => new Notice(f, "lies outside of any class folder")));
        return Folders(folder).SelectMany(f => Photos(f, part, notices));
    }

    private static IEnumerable<Example> Photos(string folder, Part? part, List<Notice> notices)
    {
        string label = Path.GetFileName(folder);
        foreach (string file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(IsVisible).Order(StringComparer.Ordinal))
        {
            if (Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase)) yield return new(file, label, part);
            else notices.Add(new(file, "is no photo by its name"));
        }
    }

    private static IEnumerable<Example> Left(string folder, string reason, List<Notice> notices)
    {
        notices.Add(new(folder, reason));
        return [];
    }

    private static string[] Folders(string folder) => [.. Directory.EnumerateDirectories(folder).Where(IsVisible).Order(StringComparer.Ordinal)];

    private static bool IsVisible(string path) => !Path.GetFileName(path).StartsWith('.');
}
