namespace Graft.Evaluation;

/// <summary>The few measures of a task that tables show.</summary>
internal static class Measures
{
    /// <summary>Name and value, the most telling first; what is undefined is left out.</summary>
    public static IReadOnlyList<(string Name, double Value)> Of(TaskMetrics metrics)
    {
        (string Name, double? Value)[] all = metrics switch
        {
            ClassificationMetrics m => [("accuracy", m.Accuracy), ("macro F1", m.MacroF1), ("log loss", m.LogLoss), ("ECE", m.Ece)],
            MultilabelMetrics m => [("micro F1", m.MicroF1), ("macro F1", m.MacroF1), ("subset accuracy", m.SubsetAccuracy), ("hamming loss", m.HammingLoss)],
            RegressionMetrics m => [("pearson", m.Pearson), ("spearman", m.Spearman), ("mae", m.Mae), ("rmse", m.Rmse), ("R2", m.R2)],
            MultiRegressionMetrics m => [("mae", m.Mae), ("rmse", m.Rmse), ("R2", m.R2)],
            TaggingMetrics m => [("entity F1", m.EntityF1), ("precision", m.Micro.Precision), ("recall", m.Micro.Recall), ("strict F1", m.StrictF1)],
            _ => [],
        };
        return [.. all.Where(m => m.Value is not null).Select(m => (m.Name, m.Value!.Value))];
    }
}
