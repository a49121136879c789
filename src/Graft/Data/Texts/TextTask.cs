namespace Graft.Data.Texts;

/// <summary>What is asked about a text, a pair of texts, or a photo (the first three).</summary>
public enum TextTask
{
    /// <summary>One class out of several.</summary>
    Classification,
    /// <summary>Any number of labels, also none.</summary>
    MultiLabel,
    /// <summary>A number.</summary>
    Regression,
    /// <summary>A tag for each word.</summary>
    Tagging,
    /// <summary>How alike two texts are, by the cosine of their embeddings.</summary>
    Similarity,
}

/// <summary>What tasks are called on the command line and in results.</summary>
public static class TextTasks
{
    private static readonly (TextTask Task, string Name)[] Names =
        [(TextTask.Classification, "classification"), (TextTask.MultiLabel, "multi_label"), (TextTask.Regression, "regression"), (TextTask.Tagging, "tagging"), (TextTask.Similarity, "similarity")];

    /// <summary>classification, multi_label, regression, tagging or similarity.</summary>
    public static string Name(this TextTask task) => Names.Single(n => n.Task == task).Name;

    /// <summary>The task of that name; a hyphen is as good as an underscore.</summary>
    /// <exception cref="UnknownNameException">There is none.</exception>
    public static TextTask Parse(string name)
    {
        string plain = name.Replace('-', '_').ToLowerInvariant();
        return Names.FirstOrDefault(n => n.Name == plain) is { Name: not null } found ? found.Task : throw new UnknownNameException("task", name, Names.Select(n => n.Name));
    }
}
