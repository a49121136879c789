using System.Text.Json;
using System.Text.Json.Serialization;
using Graft.Backbones;
using Graft.Data;

namespace Graft.Training;

/// <summary>Everything that determines a run.</summary>
public sealed record Recipe
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>A folder of class folders, or a CSV or TSV file.</summary>
    public required string Data { get; init; }

    /// <summary>Of texts: the column of the text; null to have it guessed.</summary>
    public string? Text { get; init; }

    /// <summary>Of texts: the column of the label; null to have it guessed.</summary>
    public string? Label { get; init; }

    /// <summary>Of texts: the column of the second text of pairs; null to have it guessed.</summary>
    public string? Pair { get; init; }

    /// <summary>Of texts: classification, multi_label, regression or tagging; null to have it guessed by the labels.</summary>
    public string? Task { get; init; }

    /// <summary>Of texts: how hidden states become one vector: mean, cls, max, with layers behind a colon as mean:-2; null for what the backbone's publisher says.</summary>
    public string? Pooling { get; init; }

    /// <summary>Of texts: most tokens of one; null for what the backbone takes.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Address of the pretrained network.</summary><value>resnet18, out of a NuGet package</value>
    public string Backbone { get; init; } = BackboneLoader.DefaultAddress;

    /// <summary>Tensor of a foreign ONNX file at which its classifier begins; null to have one proposed.</summary>
    public string? Cut { get; init; }

    /// <summary>Shares of train, validation and test in percent, where the data bring no parts.</summary><value>70/15/15</value>
    public string Partition { get; init; } = new PartitionShares().ToString();

    /// <summary>Weights rare classes up.</summary><value>false</value>
    public bool BalanceClasses { get; init; }

    /// <summary>Decides the partition and the folds.</summary><value>0</value>
    public long Seed { get; init; }

    /// <summary>The recipe as indented JSON with keys in snake case.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Snake);
}
