using nietras.SeparatedValues;

namespace Graft.Benchmarks;

/// <summary>Texts of the data sets beside the repository.</summary>
internal static class Texts
{
    /// <summary>The shared folder (GRAFT_SHARED, or 'shared' beside the repository).</summary>
    public static string Root { get; } = Environment.GetEnvironmentVariable("GRAFT_SHARED") is { Length: > 0 } named ? named : Find();

    /// <summary>The texts of the training files of SST-2, TREC and banking77, in the files' order.</summary>
    public static string[] All() => [.. new[] { "sst2", "trec", "banking77" }.SelectMany(name => Read(Path.Combine(Root, "data", name, "train.csv")))];

    private static List<string> Read(string path)
    {
        using SepReader rows = Sep.New(',').Reader(o => o with { Unescape = true }).FromFile(path);
        List<string> texts = [];
        foreach (SepReader.Row row in rows) texts.Add(row["text"].ToString());
        return texts;
    }

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (Directory.Exists(Path.Combine(folder.FullName, "shared"))) return Path.Combine(folder.FullName, "shared");
        throw new DirectoryNotFoundException("This benchmark needs the folder 'shared' beside the repository, or GRAFT_SHARED.");
    }
}
