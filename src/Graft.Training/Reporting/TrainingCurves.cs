using Graft.Reports;
using Graft.Training.Loop;

namespace Graft.Training.Reporting;

/// <summary>The epochs of a run as curves.</summary>
internal static class TrainingCurves
{
    public static IReadOnlyList<TrainingCurve> Of(IReadOnlyList<EpochReport> history)
    {
        if (history.Count == 0) return [];
        EpochReport[] validated = [.. history.Where(e => e.Validation is not null)];
        TrainingCurve[] curves =
        [
            Curve("training loss", history, e => e.TrainLoss), Curve("validation loss", validated, e => e.Validation!.Value.Loss),
            Curve("validation score", validated, e => e.Validation!.Value.Score), Curve("learning rate", history, e => e.Rate),
        ];
        return [.. curves.Where(c => c.Values.Count > 0)];
    }

    private static TrainingCurve Curve(string name, IReadOnlyList<EpochReport> epochs, Func<EpochReport, double> value) => new(name, [.. epochs.Select(e => (double)e.Epoch)], [.. epochs.Select(value)]);
}
