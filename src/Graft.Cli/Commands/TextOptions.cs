using System.CommandLine;
using System.CommandLine.Parsing;
using Graft.Data;
using Graft.Data.Texts;
using Graft.Training;
using Graft.Training.Heads;

namespace Graft.Cli.Commands;

/// <summary>Options of verbs that read texts.</summary>
internal static class TextOptions
{
    private static readonly Option<string?> Text = new("--text") { Description = "of texts: column of the text; guessed where it is not given" };
    private static readonly Option<string?> Label = new("--label") { Description = "column of the label; of photos with several numbers their columns, as x,y" };
    private static readonly Option<string?> Pair = new("--pair") { Description = "of texts: column of the second text" };
    private static readonly Option<string?> Task = new("--task") { Description = "classification, multi-label or regression, of texts also tagging or similarity; guessed by the labels" };
    private static readonly Option<string?> Pooling = new("--pooling") { Description = "of texts: mean, cls or max of the hidden states, with layers behind a colon as mean:-2 or cls:-1,-2,-3,-4; pooler for BERT's own" };
    private static readonly Option<int?> MaxLength = new("--max-length") { Description = "of texts: most tokens of one; default: what the backbone takes" };

    private static readonly Option<int?> Windows = new("--windows") { Description = "of texts: most windows in which a long one is read; their answers are averaged (1, which cuts)" };
    private static readonly Option<int?> Stride = new("--stride") { Description = "of texts: tokens that each window shares with the one before (an eighth of the length)" };
    private static readonly Option<string?> Loss = new("--loss") { Description = "what is made small while more than the head learns. Of photos cross-entropy or focal; of texts cosent, cosine or ranking for similarity (cosent); contrastive for few labelled texts, which teach the encoder as pairs" };

    private static readonly Option<string?> Head = new("--head") { Description = $"of texts: the new layers: {string.Join(", ", HeadNames.All)}; default: linear" };
    private static readonly Option<string?> Baseline = new("--baseline") { Description = $"of texts: instead of a pretrained encoder a model that begins from nothing, to compare with: {string.Join(", ", Training.Texts.Baselines.Baseline.Names)}" };
    private static readonly Option<double?> Dropout = new("--dropout") { Description = "of texts: share of the values dropped in the layers that learn (0.1)" };

    public static IReadOnlyList<Option> Columns { get; } = [Text, Label, Pair];

    public static IReadOnlyList<Option> All { get; } = [Text, Label, Pair, Task, Pooling, MaxLength, Windows, Stride, Loss, Head, Dropout, Baseline];

    public static bool Given(ParseResult parsed) => parsed.GetValue(Text) is not null;

    /// <summary>Wrong usage: a pretrained network, and one that begins from nothing.</summary>
    public static void RefuseBoth(CommandResult given, Option<string?> backbone)
    {
        if (given.GetValue(Baseline) is not null && given.GetValue(backbone) is not null) given.AddError("Expected --backbone or --baseline, got both: a baseline begins from nothing.");
    }

    public static string? BaselineOf(ParseResult parsed, Recipe recipe) => parsed.GetValue(Baseline) ?? recipe.Baseline;

    public static Recipe Apply(ParseResult parsed, Recipe recipe) => recipe with
    {
        Text = parsed.GetValue(Text) ?? recipe.Text, Label = parsed.GetValue(Label) ?? recipe.Label, Pair = parsed.GetValue(Pair) ?? recipe.Pair,
        Task = parsed.GetValue(Task) ?? recipe.Task, Pooling = parsed.GetValue(Pooling) ?? recipe.Pooling, MaxLength = parsed.GetValue(MaxLength) ?? recipe.MaxLength,
        Windows = parsed.GetValue(Windows) ?? recipe.Windows, Stride = parsed.GetValue(Stride) ?? recipe.Stride, Loss = parsed.GetValue(Loss) ?? recipe.Loss,
        Head = parsed.GetValue(Head) ?? recipe.Head, Dropout = parsed.GetValue(Dropout) ?? recipe.Dropout,
        Baseline = BaselineOf(parsed, recipe),
    };

    public static PhotoDataOptions ToldOfPhotos(ParseResult parsed, TextTask task) => new() { Label = parsed.GetValue(Label), Task = task };

    public static TextDataOptions Told(ParseResult parsed, TextTask task, bool unlabelled = false) =>
        new() { Text = parsed.GetValue(Text), Label = parsed.GetValue(Label), Pair = parsed.GetValue(Pair), Task = task, Unlabelled = unlabelled };
}
