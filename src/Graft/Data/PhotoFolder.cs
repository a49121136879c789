using Graft.Data.Texts;

namespace Graft.Data;

/// <summary>A folder of class folders, or a folder with train, validation and test folders of such.</summary>
internal static class PhotoFolder
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    /// <summary>Whether a file is a photo by its name.</summary>
    public static bool IsPhoto(string file) => Extensions.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    public static ExampleSet Open(string folder, TextTask task)
    {
        string[] below = Folders(folder);
        bool hasParts = below.Any(f => Parts.Find(Path.GetFileName(f)) == Part.Train);
        List<Notice> notices = [];
        List<Example> examples = hasParts
            ? [.. below.SelectMany(f => Parts.Find(Path.GetFileName(f)) is Part part ? Classes(f, part, notices) : Left(f, "no part named train, validation or test", notices))]
            : [.. Classes(folder, null, notices)];
        examples = Labelled(examples, task);
        return ExampleSets.Checked(folder, task, examples, notices, "Expected one sub-folder per class with photos (jpg, png, webp, bmp, gif) in it, "
            + "or train, validation and test folders of such.") with { Targets = task == TextTask.Regression ? ["value"] : [] };
    }

    /// <summary>What the names of the folders say: a class, labels with commas between, or a number.</summary>
    private static List<Example> Labelled(List<Example> examples, TextTask task)
    {
        List<string> faults = [];
        Dictionary<string, Example> read = examples.Select(e => e.Label).Distinct().ToDictionary(l => l, l => PhotoLabels.Read(new("", l), task, ["the folder's name"], [l], faults), StringComparer.Ordinal);
        if (faults.Count > 0) throw new GraftException($"{Faulty.Listed(faults)}. Rename the folders, or list the photos in a table of paths and labels.");
        return task == TextTask.Classification ? examples : [.. examples.Select(e => e with { Label = read[e.Label].Label, Labels = read[e.Label].Labels, Numbers = read[e.Label].Numbers })];
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
            if (IsPhoto(file)) yield return new(file, label, part);
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
