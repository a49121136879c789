using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Graft.Graphs;

namespace Graft.Training.Policies;

/// <summary>Which parameters learn, as a user says it: by one of a name, a stage, a number of stages, or expressions on parameter names; the rest refines that.</summary>
public sealed record PolicyOptions : IValidatableObject
{
    /// <summary>The names that <see cref="Policy"/> takes.</summary>
    public static IReadOnlyList<string> Names { get; } = ["head", "full", "gradual", "fine-tune", "lora", "bitfit"];

    /// <summary>One of <see cref="Names"/>; null where something else says it. Where nothing does, the head learns.</summary>
    public string? Policy { get; init; }

    /// <summary>The last stage that stays as it is.</summary>
    public string? FreezeTo { get; init; }

    /// <summary>How many last stages learn.</summary>
    [Range(0, 100_000)] public int? UnfreezeLast { get; init; }

    /// <summary>Regular expression on the names of parameters that learn.</summary>
    public string? Train { get; init; }

    /// <summary>Regular expression on the names of parameters that stay; wins over <see cref="Train"/>.</summary>
    public string? Freeze { get; init; }

    /// <summary>What the learning rate of the backbone is multiplied by, the head's not; null: 0.1, as it has learned already, or 1 beside a layer decay.</summary>
    [Range(1e-9, 1e3)] public double? BackboneRateFactor { get; init; }

    /// <summary>Factor of the learning rate from one layer to the one below; null: all the same.</summary>
    [Range(1e-3, 1.0)] public double? LayerDecay { get; init; }

    /// <summary>Rank of low-rank additions; null: 8. For 'lora' alone.</summary>
    [Range(1, 4096)] public int? LoraRank { get; init; }

    /// <summary>Additions are scaled by alpha / rank; null: twice the rank. For 'lora' alone.</summary>
    [Range(1e-6, 1e6)] public double? LoraAlpha { get; init; }

    /// <summary>Regular expression on the weights that get an addition; null: every linear layer and convolution. For 'lora' alone.</summary>
    public string? LoraTargets { get; init; }

    /// <summary>Running statistics of batch norms whose scale learns; the pretrained ones are better than those of small batches.</summary><value>Frozen</value>
    public NormStatistics Statistics { get; init; } = NormStatistics.Frozen;

    /// <summary>Whether nothing says which parameters learn.</summary>
    [JsonIgnore] public bool IsUnset => Choices.Count == 0;

    /// <summary>Whether only the head learns.</summary>
    [JsonIgnore] public bool IsHeadOnly => IsUnset || Policy == "head";

    /// <summary>What learns, as the command line says it: --unfreeze-last 2.</summary>
    public string ToText() => this switch
    {
        { FreezeTo: string stage } => $"--freeze-to {stage}",
        { UnfreezeLast: int count } => FormattableString.Invariant($"--unfreeze-last {count}"),
        { Train: not null } or { Freeze: not null } => $"{(Train is null ? "" : $"--train {Train} ")}{(Freeze is null ? "" : $"--freeze {Freeze}")}".TrimEnd(),
        _ => $"--policy {Policy ?? "head"}",
    };

    /// <summary>The policies of a run, one after the other: one; for 'fine-tune' the head alone and then everything; for 'gradual' stage after stage from the head down.</summary>
    /// <param name="graph">Backbone with head.</param>
    /// <exception cref="GraftException">Options contradict each other or are out of range; a name, stage or expression finds nothing (the nearest name is told).</exception>
    public IReadOnlyList<Policy> For(Graph graph)
    {
        Options.Validate(this);
        PolicyBuilder builder = new(graph);
        return [.. Chosen(builder).Select(p => Refined(builder, p))];
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Choices.Count > 1) yield return new($"expected one way to say which parameters learn, got {string.Join(" and ", Choices)}");
        if (Policy is not null && !Names.Contains(Policy)) yield return new(new UnknownNameException("policy", Policy, Names).Message.TrimEnd('.'));
        if (Policy != "lora" && (LoraRank is not null || LoraAlpha is not null || LoraTargets is not null)) yield return new("rank, alpha and targets are for the policy 'lora' alone");
        if (LayerDecay is not null && BackboneRateFactor is not null) yield return new("expected a layer decay or a factor for the backbone, got both");
    }

    private IReadOnlyList<string> Choices =>
    [
        .. Policy is null ? [] : new[] { "policy" }, .. FreezeTo is null ? [] : new[] { "freeze-to" }, .. UnfreezeLast is null ? [] : new[] { "unfreeze-last" },
        .. Train is null && Freeze is null ? [] : new[] { "train/freeze" },
    ];

    private IReadOnlyList<Policy> Chosen(PolicyBuilder builder) => this switch
    {
        { FreezeTo: string stage } => [builder.FreezeTo(stage)],
        { UnfreezeLast: int count } => [builder.UnfreezeLast(count)],
        { Train: not null } or { Freeze: not null } => [builder.Matching(Train, Freeze)],
        { Policy: "full" } => [builder.Full()],
        { Policy: "fine-tune" } => [builder.Head(), builder.Full()],
        { Policy: "gradual" } => builder.Gradual(),
        { Policy: "lora" } => [builder.LowRank(LoraRank ?? 8, LoraAlpha, LoraTargets)],
        { Policy: "bitfit" } => [builder.BiasOnly()],
        _ => [builder.Head()],
    };

    private Policy Refined(PolicyBuilder builder, Policy policy)
    {
        Policy rated = LayerDecay is double decay ? builder.WithLayerDecay(policy, decay) : policy.WithBackboneFactor(BackboneRateFactor ?? 0.1);
        return rated with { Statistics = Statistics };
    }
}
