using Graft.Training;
using Graft.Training.Execution;

namespace Graft.Benchmarks.PhotoAccuracy;

/// <summary>A data set, a backbone, and how it learns.</summary>
/// <param name="Data">Folder below data/.</param>
/// <param name="Backbone">Its name in the table.</param>
/// <param name="Way">One of <see cref="Ways"/>.</param>
internal sealed record Subject(string Data, string Backbone, string Way)
{
    /// <summary>The ways, cheapest first.</summary>
    public static IReadOnlyList<string> Ways { get; } = ["head", "last stage", "depth by validation", "gradual", "full"];

    public static IReadOnlyList<string> AllData { get; } = ["hymenoptera", "clothing"];

    public static IReadOnlyList<string> Backbones { get; } = ["squeezenet1_0", "efficientnet_lite0", "resnet18"];

    public static IEnumerable<Subject> All => from way in Ways from data in AllData from backbone in Backbones select new Subject(data, backbone, way);

    /// <summary>The part that is scored and nothing was chosen on.</summary>
    public string Scored => Data == "hymenoptera" ? "validation" : "test";

    public Recipe Recipe(long seed)
    {
        Recipe common = new()
        {
            Data = Path.Combine(Texts.Root, "data", Data), Seed = seed, Augmentation = "flip", Views = 2, LabelSmoothing = 0.1,
            Training = new() { Epochs = 8, Precision = Precision.BFloat16 },
        };
        Recipe on = Backbone switch
        {
            "squeezenet1_0" => common with { Backbone = Path.Combine(Texts.Root, "models", "squeezenet1_0-imagenet") },
            "efficientnet_lite0" => common with { Backbone = Path.Combine(Texts.Root, "models", "efficientnet-lite0-imagenet") },
            _ => common,
        };
        return Way switch
        {
            "last stage" => on with { Policy = new() { UnfreezeLast = Backbone == "resnet18" ? 1 : 2 } },
            "gradual" => on with { Policy = new() { Policy = "gradual" } },
            "full" => on with { Policy = new() { Policy = "full" } },
            "depth by validation" => on with { Time = Data == "hymenoptera" ? "2m" : "10m" },
            _ => on,
        };
    }
}

/// <summary>A run that is done.</summary>
internal sealed record Measured(string Data, string Backbone, string Way, long Seed, double Accuracy, double LogLoss, double Seconds, string Policy)
{
    public static Measured Run(Subject subject, long seed, string work)
    {
        TransferResult result = Transfer.Run(subject.Recipe(seed), Path.Combine(work, "bundle"), new() { Home = Path.Combine(work, "home") });
        var scores = result.Scores[subject.Scored];
        return new(subject.Data, subject.Backbone, subject.Way, seed, scores.Accuracy, scores.LogLoss, Math.Round(result.Seconds.Values.Sum(), 1), result.Tuning?.Policy ?? "head");
    }
}
