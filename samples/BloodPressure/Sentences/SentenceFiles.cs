using System.Globalization;

namespace Graft.Samples.BloodPressure;

/// <summary>The sentences as files that graft train reads: texts/train.csv and texts/test.csv, and beside them contrast.csv.</summary>
internal static class SentenceFiles
{
    public const int Pairs = 360;

    private const int TrainCount = 5000, TestCount = 1000;

    /// <summary>Writes them.</summary>
    /// <returns>The folder of train and test, and the contrast file.</returns>
    public static (string Texts, string Contrast) Write(string folder, long seed)
    {
        string texts = Directory.CreateDirectory(Path.Combine(folder, "texts")).FullName, contrast = Path.Combine(folder, "contrast.csv");
        Write(Path.Combine(texts, "train.csv"), Generator.Train(TrainCount, seed));
        Write(Path.Combine(texts, "test.csv"), Generator.Test(TestCount, seed));
        Write(contrast, Contrast.Make(Pairs, seed));
        return (Path.Combine(folder, "texts"), contrast);
    }

    private static void Write(string file, IEnumerable<Sentence> sentences) => File.WriteAllText(file, string.Concat(sentences
        .Select(s => $"\"{s.Text.Replace("\"", "\"\"", StringComparison.Ordinal)}\",{s.Label},{s.Kind},{s.Pair.ToString(CultureInfo.InvariantCulture)}\n").Prepend("sentence,label,kind,pair\n")));
}
