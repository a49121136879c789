using System.Diagnostics;
using System.Text.Json.Nodes;
using Graft.Training.Loop;

namespace Graft.Training.Tracking;

/// <summary>
/// Records one run wherever it is to be recorded. A log that fails is told and left out: bookkeeping never ends a training. Dispose it after <see cref="End(JsonObject)"/>; without an end
/// the run counts as failed, or as interrupted where it was cancelled.
/// </summary>
public sealed class RunRecorder : IProgress<EpochReport>, IDisposable
{
    private readonly List<IRunLog> _logs = [];
    private readonly Action<string> _warn;
    private readonly CancellationToken _cancel;
    private readonly IProgress<EpochReport>? _also;
    private bool _ended;

    /// <param name="logs">Makers of the logs, each tried.</param>
    /// <param name="warn">Told of what can't be recorded.</param>
    /// <param name="also">Told of each epoch as well.</param>
    /// <param name="cancel">Tells an interruption from a failure.</param>
    public RunRecorder(IEnumerable<Func<IRunLog>> logs, Action<string> warn, IProgress<EpochReport>? also = null, CancellationToken cancel = default)
    {
        (_warn, _also, _cancel) = (warn, also, cancel);
        foreach (Func<IRunLog> make in logs) Try(() => _logs.Add(make()));
    }

    /// <inheritdoc/>
    public void Report(EpochReport value)
    {
        _also?.Report(value);
        List<TrackedPoint> points = [new("train loss", value.Epoch, value.TrainLoss), new("learning rate", value.Epoch, value.Rate)];
        if (value.Validation is { } validation) points.AddRange([new("validation loss", value.Epoch, validation.Loss), new("validation score", value.Epoch, validation.Score)]);
        Log(points);
    }

    /// <summary>Numbers at a step.</summary>
    public void Log(params IReadOnlyList<TrackedPoint> points) => Each(log => log.Log(points));

    /// <summary>The run came to its end.</summary>
    public void End(JsonObject metrics) => End("done", JsonNode.Parse(metrics.ToJsonString())!.AsObject(), null); // read anew, whole numbers may be asked for as fractions

    /// <summary>The run failed.</summary>
    public void Fail(string error) => End("failed", null, error);

    /// <summary>Ends what was not ended.</summary>
    public void Dispose()
    {
        if (!_ended) End(_cancel.IsCancellationRequested ? "interrupted" : "failed", null, null);
        foreach (IRunLog log in _logs) log.Dispose();
    }

    private void End(string status, JsonObject? metrics, string? error)
    {
        _ended = true;
        Each(log => log.End(status, metrics, error));
    }

    private void Each(Action<IRunLog> action)
    {
        foreach (IRunLog log in _logs.ToArray())
            if (!Try(() => action(log)) && _logs.Remove(log)) log.Dispose();
    }

    private bool Try(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception e) when (e is GraftException or IOException or System.Data.Common.DbException)
        {
            _warn(e.Message);
            return false;
        }
    }
}

/// <summary>Records a run in the list of runs.</summary>
public sealed class StoredRunLog : IRunLog
{
    private readonly RunStore _store;
    private readonly long _start = Stopwatch.GetTimestamp();

    /// <summary>Begins a run.</summary>
    /// <exception cref="GraftException">The list can't be used.</exception>
    public StoredRunLog(string home, string bundle, JsonObject recipe)
    {
        _store = RunStore.Open(home);
        Id = _store.Begin(Path.GetFullPath(bundle), recipe, DateTimeOffset.UtcNow);
    }

    /// <summary>The run's number.</summary>
    public long Id { get; }

    /// <inheritdoc/>
    public void Log(IReadOnlyList<TrackedPoint> points) => _store.Log(Id, points);

    /// <inheritdoc/>
    public void End(string status, JsonObject? metrics, string? error) => _store.End(Id, status, Stopwatch.GetElapsedTime(_start).TotalSeconds, metrics, error);

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();
}
