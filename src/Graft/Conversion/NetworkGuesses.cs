using Graft.Architectures;
using Graft.Architectures.Configurations;
using Graft.Architectures.Text;
using Graft.Checkpoints;
using Graft.Graphs;

namespace Graft.Conversion;

/// <summary>What a checkpoint is taken for, and what of it would not fit.</summary>
internal static class NetworkGuesses
{
    private const double LeastLikeness = 0.3;

    public static NetworkGuess? Of(Checkpoint checkpoint, string file, string hint)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (WholeTextNetwork.IsIn(folder)) return OfText(checkpoint, folder);
        if (PublishedConfiguration.Beside(folder) is null && Recognition.Of(checkpoint, $"{Path.GetFileName(folder)} {Path.GetFileName(file)} {hint}") is null)
            return OnnxFile.IsOne(file) ? null : Nearest(checkpoint); // a graph needs no built-in one
        NetworkFile network = NetworkFile.Of(checkpoint, file, hint: hint);
        string by = PublishedConfiguration.Beside(folder) is null ? "the names and shapes of its tensors" : "config.json";
        return new(network.Architecture.Name, network.Scheme.Scheme, network.Classes, by, network.Alternatives, FaultOf(() => network.Whole()));
    }

    private static NetworkGuess OfText(Checkpoint checkpoint, string folder)
    {
        TextArchitecture family = TextArchitecture.Get(WholeTextNetwork.ModelType(folder)!);
        string? fault = FaultOf(() => WholeTextNetwork.Open(folder, checkpoint));
        return new(family.Name, "transformers", WholeTextNetwork.LabelsOf(checkpoint), "config.json", [], fault);
    }

    /// <summary>The network that most of the tensors would fit, with what does not.</summary>
    private static NetworkGuess? Nearest(Checkpoint checkpoint)
    {
        if (TextArchitecture.All.FirstOrDefault(a => checkpoint.Tensors.Keys.Any(k => k.StartsWith($"{a.Prefix}.", StringComparison.Ordinal) || k.StartsWith("embeddings.word_embeddings", StringComparison.Ordinal))) is { } text)
            return new(text.Name, "transformers", null, "the beginnings of its names", [], "text networks need the config.json that was published with them, in the same folder");
        (Architecture Architecture, NameMap Scheme, double Likeness) nearest = Architecture.All.SelectMany(a => a.Schemes.Select(s => (a, s, WeightLoading.Likeness(a.Build(), checkpoint, s, a.Unused)))).MaxBy(c => c.Item3);
        if (nearest.Likeness < LeastLikeness) return null;
        string? fault = FaultOf(() => WeightLoading.Fill(nearest.Architecture.Build(), checkpoint, nearest.Scheme, nearest.Architecture.Unused));
        return new(nearest.Architecture.Name, nearest.Scheme.Scheme, Recognition.ClassesOf(nearest.Architecture, checkpoint, nearest.Scheme), "being the nearest of the built-in networks", [], fault);
    }

    private static string? FaultOf(Action fill)
    {
        try
        {
            fill();
            return null;
        }
        catch (GraftException e)
        {
            return e.Message;
        }
    }
}
