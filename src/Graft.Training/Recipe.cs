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
