namespace Graft.Data.Texts;

/// <summary>
/// CoNLL files: a word and its tag per line, sentences divided by empty lines. The first column is the word, the last one the tag. Tags of the older kind (IOB1,
/// where B only divides neighbours) are read as BIO, where every span begins with B.
/// </summary>
internal static class ConllFile
{
    private static readonly string[] Own = [".conll", ".conllu", ".bio", ".iob", ".iob2"];
    private const string Boundary = "-DOCSTART-";

    /// <summary>Whether the file is one, by its name, or by its first lines where the name says .tsv or .txt.</summary>
    public static bool Is(string file)
    {
        string extension = Path.GetExtension(file);
        if (Own.Contains(extension, StringComparer.OrdinalIgnoreCase)) return true;
        if (!extension.Equals(".tsv", StringComparison.OrdinalIgnoreCase) && !extension.Equals(".txt", StringComparison.OrdinalIgnoreCase)) return false;
        string[][] first = [.. File.ReadLines(file).Take(50).Where(l => l.Length > 0 && !l.StartsWith(Boundary, StringComparison.Ordinal)).Select(Fields)];
        return first.Length > 0 && first.All(f => f.Length > 1 && IsTag(f[^1]));
    }

    public static IEnumerable<TextExample> Read(string file, Part? part)
    {
        List<(string Word, string Tag)> sentence = [];
        List<string> faults = [];
        int line = 0, start = 1;
        List<TextExample> examples = [];
        foreach (ReadOnlySpan<char> text in TextFile.Read(file).AsSpan().EnumerateLines())
        {
            line++;
            if (text.IsWhiteSpace() || text.StartsWith(Boundary))
            {
                Add();
                start = line + 1;
                continue;
            }
            string[] fields = Fields(text.ToString());
            if (fields.Length < 2 || !IsTag(fields[^1])) faults.Add($"{file}:{line}: '{text}'");
            else sentence.Add((fields[0], fields[^1]));
        }
        Add();
        if (faults.Count > 0) throw new GraftException($"Expected a word and a tag (O, B-NAME, I-NAME) per line, found {Faulty.Listed(faults)}.");
        return examples;

        void Add()
        {
            if (sentence.Count == 0) return;
            examples.Add(new($"{file}:{start}", string.Join(' ', sentence.Select(w => w.Word))) { Words = [.. sentence.Select(w => w.Word)], Labels = ToBio([.. sentence.Select(w => w.Tag)]), Part = part });
            sentence.Clear();
        }
    }

    /// <summary>I at the beginning of a span becomes B, and single-word tags (S, U) and last words (E, L) what they are in BIO.</summary>
    public static string[] ToBio(IReadOnlyList<string> tags)
    {
        string[] bio = [.. tags];
        for (int i = 0; i < bio.Length; i++)
        {
            if (bio[i].Length < 2) continue;
            string name = bio[i][1..];
            bool follows = i > 0 && bio[i - 1].Length > 1 && bio[i - 1][1..] == name && tags[i - 1][0] is not ('S' or 'U' or 'E' or 'L');
            bio[i] = (bio[i][0] is 'B' or 'S' or 'U' || !follows ? "B" : "I") + name;
        }
        return bio;
    }

    private static bool IsTag(string tag) => tag == "O" || (tag.Length > 2 && tag[1] == '-' && "BIESLU".Contains(tag[0], StringComparison.Ordinal));

    private static string[] Fields(string line) => line.Contains('\t', StringComparison.Ordinal) ? line.TrimEnd('\r').Split('\t') : line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
