using System.Diagnostics;

namespace Graft.Training;

/// <summary>Wall time by phase.</summary>
internal sealed class Stopclock
{
    /// <summary>Seconds of each phase.</summary>
    public Dictionary<string, double> Seconds { get; } = [];

    public void Time(string phase, Action action) => Time(phase, () => { action(); return 0; });

    public T Time<T>(string phase, Func<T> action)
    {
        long start = Stopwatch.GetTimestamp();
        T result = action();
        Seconds[phase] = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 3);
        return result;
    }
}
