namespace Graft.Evaluation;

/// <summary>How one class fared against the rest.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Support">How many examples are of it.</param>
/// <param name="Precision">Share of the examples predicted as it that are of it; 0 where none was.</param>
/// <param name="Recall">Share of its examples that were predicted as it; 0 where there are none.</param>
/// <param name="F1">Harmonic mean of both; 0 where both are.</param>
/// <param name="RocAuc">Area under its ROC curve, ties counting half; null without examples of it or without others.</param>
/// <param name="AveragePrecision">Area under its precision-recall curve, in steps; null without examples of it.</param>
public sealed record ClassMetrics(string Label, int Support, double Precision, double Recall, double F1, double? RocAuc, double? AveragePrecision);
