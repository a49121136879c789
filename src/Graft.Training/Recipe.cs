using System.Text.Json;
using System.Text.Json.Serialization;
using Graft.Backbones;
using Graft.Data;
using Graft.Data.Augmentation;
using Graft.Training.Loop;
using Graft.Training.Photos;
using Graft.Training.Policies;

namespace Graft.Training;

/// <summary>Everything that determines a run.</summary>
public sealed record Recipe
{
    private static readonly JsonSerializerOptions Snake = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    /// <summary>A folder of class folders, or a table (CSV, TSV, JSON Lines, Parquet).</summary>
    public required string Data { get; init; }

    /// <summary>Of texts: the column of the text; null to have it guessed.</summary>
    public string? Text { get; init; }

    /// <summary>Of tables: the column of the label, or of photos with several numbers their columns, with commas between; null to have it guessed.</summary>
    public string? Label { get; init; }

    /// <summary>Of texts: the column of the second text of pairs; null to have it guessed.</summary>
    public string? Pair { get; init; }

    /// <summary>Classification, multi_label or regression, of texts also tagging or similarity; null to have it guessed by the labels.</summary>
    public string? Task { get; init; }

    /// <summary>Of texts: how hidden states become one vector: mean, cls, max, with layers behind a colon as mean:-2; null for what the backbone's publisher says.</summary>
    public string? Pooling { get; init; }

    /// <summary>Of texts: most tokens of one; null for what the backbone takes.</summary>
    public int? MaxLength { get; init; }

    /// <summary>Of texts: most windows in which a long one is read; null for 1, which cuts.</summary>
    public int? Windows { get; init; }

    /// <summary>Of texts: tokens that each window shares with the one before; null for an eighth of <see cref="MaxLength"/>.</summary>
    public int? Stride { get; init; }

    /// <summary>
    /// What is made small while more than the head learns. Of photos cross-entropy (null is the same) or focal (Lin et al. 2017, arXiv:1708.02002). Of texts, for similarity cosent (null is the same), cosine or ranking; for classification contrastive, by which few texts teach the encoder as pairs before a linear head
    /// is fitted, or null for cross-entropy.
    /// </summary>
    public string? Loss { get; init; }

    /// <summary>Of texts: the new layers, by a name of <see cref="Heads.HeadNames"/>; null for a linear layer on pooled hidden states, or on each token for tagging.</summary>
    public string? Head { get; init; }

    /// <summary>Of texts: tfidf, lstm, gru or rnn instead of a pretrained encoder: a model that begins from nothing, to compare with; null for none.</summary>
    public string? Baseline { get; init; }

    /// <summary>Of texts: share of the values that are dropped in the layers that learn, while they do.</summary><value>0.1</value>
    public double Dropout { get; init; } = 0.1;

    /// <summary>Address of the pretrained network.</summary><value>resnet18, out of a NuGet package</value>
    public string Backbone { get; init; } = BackboneLoader.DefaultAddress;

    /// <summary>Tensor of a foreign ONNX file at which its classifier begins; null to have one proposed.</summary>
    public string? Cut { get; init; }

    /// <summary>Shares of train, validation and test in percent, where the data bring no parts.</summary><value>70/15/15</value>
    public string Partition { get; init; } = new PartitionShares().ToString();

    /// <summary>Weights rare classes up.</summary><value>false</value>
    public bool BalanceClasses { get; init; }

    /// <summary>Decides the partition, the folds, and all chance in training.</summary><value>0</value>
    public long Seed { get; init; }

    /// <summary>Which parameters learn; the head alone where nothing is said.</summary>
    public PolicyOptions Policy { get; init; } = new();

    /// <summary>Time for training more than the head: 90s, 10m, 1h30m. As many epochs as fit where <see cref="Policy"/> says what learns, else depths are tried; null sets no limit, and trains the head alone where there is no policy.</summary>
    public string? Time { get; init; }

    /// <summary>How they learn, where more than the head does.</summary>
    public TrainingOptions Training { get; init; } = new();

    /// <summary>How training photos are varied while more than the head learns: see <see cref="AugmentationPolicy"/>.</summary><value>none</value>
    public string Augmentation { get; init; } = "none";

    /// <summary>Variations of each photo whose features are cached, where photos are varied and a trunk is frozen; one is used in each epoch in turn.</summary><value>4</value>
    public int Views { get; init; } = 4;

    /// <summary>How training photos are drawn while more than the head learns: shuffled, or balanced, by which every class comes equally often.</summary><value>shuffled</value>
    public string Sampler { get; init; } = Samplers.Names[0];

    /// <summary>How the photos of a batch are mixed while more than the head learns.</summary><value>None</value>
    public PhotoMix Mix { get; init; }

    /// <summary>Share of each label that is spread over all classes while more than the head learns.</summary><value>0</value>
    public double LabelSmoothing { get; init; }

    /// <summary>'validation' lets choices be made on validation photos that the data bring without test photos beside them; they are then no fair score any more.</summary>
    public string? ChooseOn { get; init; }

    /// <summary>How probabilities are calibrated on validation, where there is a test as well: temperature, vector, isotonic or none.</summary><value>temperature</value>
    public string Calibration { get; init; } = "temperature";

    /// <summary>Folds of a cross-validation on the training examples of all that learns, each trained anew; 0 for none.</summary><value>0</value>
    public int Folds { get; init; }

    /// <summary>How often the cross-validation is repeated with other folds.</summary><value>1</value>
    public int Repeats { get; init; } = 1;

    /// <summary>The recipe as indented JSON with keys in snake case.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Snake);
}
