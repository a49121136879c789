using nietras.SeparatedValues;

namespace Graft.Data;

/// <summary>A CSV or TSV file with a column of paths (relative to the file) and a column of labels; optionally a part and a group.</summary>
internal static class PhotoTable
{
    private static readonly string[] PathNames = ["path", "file", "image", "filename", "photo"], LabelNames = ["label", "class", "category", "target"],
        PartNames = ["part", "split", "partition", "set"], GroupNames = ["group", "subject", "patient", "video"];

    /// <summary>Whether the header of a table has a column of paths.</summary>
    public static bool Is(string file)
    {
        using StreamReader text = new(file, detectEncodingFromByteOrderMarks: true);
        return Find(PathNames, [.. (text.ReadLine() ?? "").Split(',', ';', '\t').Select(h => h.Trim().Trim('"'))]) >= 0;
    }

    public static ExampleSet Open(string file)
    {
        char separator = Path.GetExtension(file).Equals(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',';
        using StreamReader text = new(file, detectEncodingFromByteOrderMarks: true);
        using SepReader rows = Sep.New(separator).Reader(o => o with { Unescape = true, Trim = SepTrim.All }).From(text);
        string[] header = [.. rows.Header.ColNames];
        int path = Require(PathNames, header, file), label = Require(LabelNames, header, file), part = Find(PartNames, header), group = Find(GroupNames, header);
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        List<Example> examples = [];
        foreach (SepReader.Row row in rows)
        {
            string name = row[label].ToString();
            if (name.Length == 0) throw new GraftException($"{file}, line {row.LineNumberFrom}: the label is empty. Fill it in, or take the line out.");
            examples.Add(new(Path.Combine(folder, row[path].ToString()), name, part < 0 ? null : PartOf(row[part].ToString(), file, row.LineNumberFrom), group >= 0 && row[group].ToString() is { Length: > 0 } named ? named : null));
        }
        return ExampleSets.Checked(file, examples, [], "Expected a line per photo with its path and its label.");
    }

    private static Part? PartOf(string text, string file, int line) => text.Length == 0 ? null
        : Parts.Find(text) ?? throw new GraftException($"{file}, line {line}: expected the part train, validation or test, found '{text}'.");

    private static int Find(string[] names, string[] header) => Array.FindIndex(header, h => names.Contains(h, StringComparer.OrdinalIgnoreCase));

    private static int Require(string[] names, string[] header, string file) => Find(names, header) is int i and >= 0 ? i
        : throw new GraftException($"{file}: expected a column named {string.Join(" or ", names)}, found {string.Join(", ", header)}.");
}
