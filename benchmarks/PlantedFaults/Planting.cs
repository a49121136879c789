using Graft.Data;
using SkiaSharp;

namespace Graft.Benchmarks;

/// <summary>What was planted into a copy of a data set: copies as pairs of paths, flipped labels and unreadable files as paths.</summary>
internal sealed record Planted(string Folder, IReadOnlyList<(string Original, string Copy, string How)> Copies, IReadOnlySet<string> Flipped, IReadOnlyList<string> Unreadable);

/// <summary>Copies photos with parts and plants 5 % flipped labels, 3 % near duplicates across parts and 1 % unreadable files, by seed.</summary>
internal static class Planting
{
    private static readonly (string Name, Action<SKBitmap, string> Write)[] Ways =
    [
        ("resized smaller", (b, to) => Save(Scaled(b, 0.6), to, 90)),
        ("resized larger", (b, to) => Save(Scaled(b, 1.5), to, 90)),
        ("recompressed", (b, to) => Save(b, to, 40)),
        ("mirrored", (b, to) => Save(Mirrored(b), to, 85)),
        ("mirrored, resized and recompressed", (b, to) => Save(Scaled(Mirrored(b), 0.7), to, 60)),
    ];

    public static Planted Plant(ExampleSet set, string folder, long seed)
    {
        Example[] examples = [.. set.Examples];
        Seeds.For("planted faults", seed).Shuffle(examples.AsSpan());
        int flips = examples.Length * 5 / 100, copies = examples.Length * 3 / 100, broken = Math.Max(1, examples.Length / 100);
        SeededRandom random = Seeds.For("other labels", seed);
        HashSet<string> flipped = [];
        List<(string, string, string)> pairs = [];
        List<string> unreadable = [];
        for (int i = 0; i < examples.Length; i++)
        {
            string label = i < flips ? Other(set.Classes, examples[i].Label, random) : examples[i].Label;
            string to = At(folder, examples[i].Part!.Value, label, Path.GetFileName(examples[i].Path));
            File.Copy(examples[i].Path, to, overwrite: true);
            if (i < flips) flipped.Add(to);
            else if (i < flips + copies) pairs.Add(Copy(examples[i], to, folder, pairs.Count, set));
            else if (i < flips + copies + broken) unreadable.Add(Break(to, unreadable.Count));
        }
        return new(folder, pairs, flipped, unreadable);
    }

    private static (string, string, string) Copy(Example example, string original, string folder, int number, ExampleSet set)
    {
        Part[] others = [.. set.Examples.Select(e => e.Part!.Value).Distinct().Where(p => p != example.Part).Order()];
        (string name, Action<SKBitmap, string> write) = Ways[number % Ways.Length];
        string copy = At(folder, others[number % others.Length], example.Label, $"copy{number}.jpg");
        using SKBitmap bitmap = SKBitmap.Decode(original);
        write(bitmap, copy);
        return (original, copy, name);
    }

    private static string Break(string path, int number)
    {
        byte[] bytes = File.ReadAllBytes(path);
        if (number % 3 == 0) File.WriteAllBytes(path, bytes[..(bytes.Length / 2)]);
        else if (number % 3 == 1) File.WriteAllText(path, "<html>404 not found</html>");
        else File.WriteAllBytes(path, []);
        return path;
    }

    private static string Other(IReadOnlyList<string> classes, string label, SeededRandom random)
    {
        string[] others = [.. classes.Where(c => c != label)];
        return others[random.NextInt(others.Length)];
    }

    private static string At(string folder, Part part, string label, string name)
    {
        string place = Path.Combine(folder, part.Name(), label);
        Directory.CreateDirectory(place);
        return Path.Combine(place, name);
    }

    private static SKBitmap Scaled(SKBitmap bitmap, double factor) =>
        bitmap.Resize(new SKImageInfo((int)(bitmap.Width * factor), (int)(bitmap.Height * factor)), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));

    private static SKBitmap Mirrored(SKBitmap bitmap)
    {
        SKBitmap mirrored = new(bitmap.Width, bitmap.Height);
        using SKCanvas canvas = new(mirrored);
        canvas.Scale(-1, 1, bitmap.Width / 2f, 0);
        canvas.DrawBitmap(bitmap, 0, 0, new SKSamplingOptions(SKFilterMode.Nearest));
        return mirrored;
    }

    private static void Save(SKBitmap bitmap, string to, int quality)
    {
        using FileStream file = File.Create(to);
        bitmap.Encode(SKEncodedImageFormat.Jpeg, quality).SaveTo(file);
    }
}
