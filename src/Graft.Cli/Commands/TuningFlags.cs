using System.CommandLine;
using Graft.Training.Execution;
using Graft.Training.Loop;
using Graft.Training.Policies;

namespace Graft.Cli.Commands;

/// <summary>The flags that say what learns beyond the head, and how; those not given keep the recipe's values.</summary>
internal static class TuningFlags
{
    private static readonly TrainingOptions Usual = new();

    private static readonly Option<string?> Policy = new("--policy") { Description = $"what learns: {string.Join(", ", PolicyOptions.Names)}" };
    private static readonly Option<string?> FreezeTo = new("--freeze-to") { Description = "last stage that stays as it is; graft inspect lists stages" };
    private static readonly Option<int?> UnfreezeLast = new("--unfreeze-last") { Description = "how many of the last stages learn" };
    private static readonly Option<string?> Train = new("--train") { Description = "regular expression: parameters that learn beside the head" };
    private static readonly Option<string?> Freeze = new("--freeze") { Description = "regular expression: parameters that stay as they are" };
    private static readonly Option<int?> Rank = new("--rank") { Description = "rank of the additions of --policy lora (8)" };
    private static readonly Option<NormStatistics?> Norms = new("--norm-statistics") { Description = "statistics of batch norms that learn: trained, frozen, reestimated (frozen)" };
    private static readonly Option<int?> Epochs = new("--epochs") { Description = $"passes over the training examples ({Usual.Epochs})" };
    private static readonly Option<int?> BatchSize = new("--batch-size") { Description = $"examples per update ({Usual.BatchSize})" };
    private static readonly Option<int?> Accumulate = new("--accumulate") { Description = "batches whose gradients are gathered before an update (1)" };
    private static readonly Option<double?> Rate = new("--rate", "--learning-rate") { Description = "highest learning rate of the head (0.001); graft lr-find suggests one" };
    private static readonly Option<double?> BackboneFactor = new("--backbone-rate-factor") { Description = "factor of the rate for the backbone (0.1)" };
    private static readonly Option<double?> LayerDecay = new("--layer-decay") { Description = "factor of the rate from each layer of the backbone to the one below (1)" };
    private static readonly Option<string?> Optimizer = new("--optimizer") { Description = $"{string.Join(", ", Graft.Training.Optimizers.OptimizerNames.All)} ({Usual.Optimizer})" };
    private static readonly Option<string?> Schedule = new("--schedule") { Description = $"{string.Join(", ", Graft.Training.Schedules.ScheduleNames.All)} ({Usual.Schedule})" };
    private static readonly Option<double?> WeightDecay = new("--weight-decay") { Description = "of all but biases and norms (0.01)" };
    private static readonly Option<double?> ClipNorm = new("--clip-norm") { Description = "greatest norm of all gradients together; 0 does not clip (1)" };
    private static readonly Option<double?> AverageDecay = new("--average-decay") { Description = "keep an exponential average of the weights, such as 0.999" };
    private static readonly Option<int?> Patience = new("--patience") { Description = "epochs without a better validation score after which training stops" };
    private static readonly Option<Precision?> Precisions = new("--precision") { Description = "float32, or bf16: products in bfloat16", CustomParser = r => ParsePrecision(r) };

    public static IEnumerable<Option> All =>
        [Policy, FreezeTo, UnfreezeLast, Train, Freeze, Rank, Norms, Epochs, BatchSize, Accumulate, Rate, BackboneFactor, LayerDecay, Optimizer, Schedule, WeightDecay, ClipNorm, AverageDecay, Patience, Precisions];

    public static PolicyOptions PolicyOf(ParseResult parsed, PolicyOptions below) => below with
    {
        Policy = parsed.GetValue(Policy) ?? below.Policy,
        FreezeTo = parsed.GetValue(FreezeTo) ?? below.FreezeTo,
        UnfreezeLast = parsed.GetValue(UnfreezeLast) ?? below.UnfreezeLast,
        Train = parsed.GetValue(Train) ?? below.Train,
        Freeze = parsed.GetValue(Freeze) ?? below.Freeze,
        LoraRank = parsed.GetValue(Rank) ?? below.LoraRank,
        BackboneRateFactor = parsed.GetValue(BackboneFactor) ?? below.BackboneRateFactor,
        LayerDecay = parsed.GetValue(LayerDecay) ?? below.LayerDecay,
        Statistics = parsed.GetValue(Norms) ?? below.Statistics,
    };

    public static TrainingOptions TrainingOf(ParseResult parsed, TrainingOptions below) => below with
    {
        Epochs = parsed.GetValue(Epochs) ?? below.Epochs,
        BatchSize = parsed.GetValue(BatchSize) ?? below.BatchSize,
        Accumulate = parsed.GetValue(Accumulate) ?? below.Accumulate,
        Rate = parsed.GetValue(Rate) ?? below.Rate,
        Optimizer = parsed.GetValue(Optimizer) ?? below.Optimizer,
        Schedule = parsed.GetValue(Schedule) ?? below.Schedule,
        WeightDecay = parsed.GetValue(WeightDecay) ?? below.WeightDecay,
        ClipNorm = parsed.GetValue(ClipNorm) ?? below.ClipNorm,
        AverageDecay = parsed.GetValue(AverageDecay) ?? below.AverageDecay,
        Patience = parsed.GetValue(Patience) ?? below.Patience,
        Precision = parsed.GetValue(Precisions) ?? below.Precision,
    };

    private static Precision? ParsePrecision(System.CommandLine.Parsing.ArgumentResult result)
    {
        switch (result.Tokens[0].Value)
        {
            case "float32" or "fp32": return Precision.Float32;
            case "bf16" or "bfloat16": return Precision.BFloat16;
            default:
                result.AddError($"--precision: expected float32 or bf16, got '{result.Tokens[0].Value}'.");
                return null;
        }
    }
}
