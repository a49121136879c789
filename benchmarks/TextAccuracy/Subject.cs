using Graft.Training;
using Graft.Training.Loop;

namespace Graft.Benchmarks.TextAccuracy;

/// <summary>Data to learn, and how.</summary>
/// <param name="Name">Folder below data/.</param>
/// <param name="Rate">Learning rate of everything that learns.</param>
internal sealed record Subject(string Name, double Rate)
{
    /// <summary>The ways, cheapest first.</summary>
    public static IReadOnlyList<string> AllWays { get; } = ["frozen", "tfidf", "last two layers", "full", "lstm"];

    /// <summary>The data.</summary>
    public static IReadOnlyList<Subject> All { get; } =
    [
        new("trec", 5e-5), new("sst2", 5e-5), new("mrpc", 1e-4) { Positive = "paraphrase" }, new("bp_risk", 1e-3) { More = ["contrast.csv", "real.csv"], Pooling = null },
        new("bc5cdr", 1e-4) { Extension = "tsv", Ways = ["last two layers", "full", "lstm"], Pooling = null },
        new("stsb", 5e-5) { Task = "regression", Ways = ["frozen", "last two layers", "full", "lstm"] }, new("banking77", 5e-5) { Ways = ["frozen", "tfidf", "lstm"] },
    ];

    public string Extension { get; init; } = "csv";

    /// <summary>Told, where guessing would say otherwise.</summary>
    public string? Task { get; init; }

    /// <summary>The class whose F1 is told.</summary>
    public string? Positive { get; init; }

    /// <summary>Further files to score.</summary>
    public IReadOnlyList<string> More { get; init; } = [];

    /// <summary>What makes one vector of a text where layers learn: the checkpoint's own pooler; null for the mean, or for tags.</summary>
    public string? Pooling { get; init; } = "pooler";

    public IReadOnlyList<string> Ways { get; init; } = AllWays;

    public string FileOf(string name) => Path.Combine(Texts.Root, "data", Name, name);

    public Recipe Recipe(string way, long seed, string work)
    {
        Recipe common = new() { Data = TrainAndTest(work), Task = Task, Backbone = Path.Combine(Texts.Root, "models", "all-MiniLM-L6-v2"), Seed = seed, MaxLength = 128 };
        TrainingOptions training = new() { Epochs = 3, Rate = Rate, Schedule = "linear" };
        return way switch
        {
            "frozen" => common,
            "last two layers" => common with { Pooling = Pooling, Training = training, Policy = new() { FreezeTo = "layer.3", BackboneRateFactor = Name == "bp_risk" ? 0.3 : 1 } },
            "full" => common with { Pooling = Pooling, Training = training, Policy = new() { Policy = "full", BackboneRateFactor = Name == "bp_risk" ? 0.1 : 1 } },
            _ => common with { Baseline = way, Dropout = 0.3, Training = new() { Epochs = 8, Schedule = "linear" } },
        };
    }

    // A folder of these two alone: with a development set beside them the best epoch would be chosen, and the reference took the last.
    private string TrainAndTest(string work)
    {
        string folder = Directory.CreateDirectory(Path.Combine(work, "data", Name)).FullName;
        foreach (string part in new[] { "train", "test" })
            if (Path.Combine(folder, $"{part}.{Extension}") is var link && !File.Exists(link)) File.CreateSymbolicLink(link, FileOf($"{part}.{Extension}"));
        return folder;
    }
}
