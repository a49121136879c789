using System.Text.Json.Serialization;

namespace Graft.Evaluation;

/// <summary>What one partition scored: the object under the partition's name in metrics.json. "task" says which of the records it is.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "task")]
[JsonDerivedType(typeof(ClassificationMetrics), "classification")]
[JsonDerivedType(typeof(MultilabelMetrics), "multilabel")]
[JsonDerivedType(typeof(RegressionMetrics), "regression")]
[JsonDerivedType(typeof(MultiRegressionMetrics), "multi_regression")]
[JsonDerivedType(typeof(TaggingMetrics), "tagging")]
[JsonDerivedType(typeof(RetrievalMetrics), "retrieval")]
public abstract record TaskMetrics
{
    /// <summary>How many examples were scored; at least 1.</summary>
    public required int Count { get; init; }

    /// <summary>True where strength, depth, epochs, a threshold or anything else was chosen on these examples: the score is then too good.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool ChosenOn { get; init; }
}
