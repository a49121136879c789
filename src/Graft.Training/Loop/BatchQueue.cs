namespace Graft.Training.Loop;

/// <summary>Loads the next batch on another thread while one is learned from.</summary>
internal sealed class BatchQueue(IBatchSource source, int epoch) : IDisposable
{
    private Task<Batch>? _next;

    /// <summary>The batches of the epoch, in order; whoever takes one disposes it.</summary>
    public IEnumerable<Batch> All()
    {
        foreach (int[] rows in source.Plan(epoch))
        {
            Task<Batch> loading = Task.Run(() => source.Load(rows, epoch).Detached());
            Task<Batch>? ready = _next;
            _next = loading;
            if (ready is not null) yield return ready.GetAwaiter().GetResult();
        }
        if (_next is { } last) yield return Taken(last);
    }

    /// <summary>Frees a batch that nobody took.</summary>
    public void Dispose()
    {
        _next?.ContinueWith(t => t.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    private Batch Taken(Task<Batch> last)
    {
        _next = null;
        return last.GetAwaiter().GetResult();
    }
}
