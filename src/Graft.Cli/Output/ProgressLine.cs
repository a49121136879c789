using System.Diagnostics;
using System.Globalization;
using Graft.Features;

namespace Graft.Cli.Output;

/// <summary>Progress on standard error: a line that renews itself on a terminal, a line every few seconds elsewhere.</summary>
internal sealed class ProgressLine(bool quiet) : IProgress<WorkProgress>
{
    private readonly Lock _lock = new();
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private long _start = Stopwatch.GetTimestamp(), _last;
    private string _what = "";
    private int _highest;

    public void Report(WorkProgress value)
    {
        if (quiet) return;
        lock (_lock)
        {
            if (value.What != _what) (_what, _start, _highest) = (value.What, Stopwatch.GetTimestamp(), 0);
            if (value.Done <= _highest) return;
            _highest = value.Done;
            bool end = value.Done == value.Total;
            double sinceLast = Stopwatch.GetElapsedTime(_last == 0 ? _start : _last).TotalSeconds;
            if (!end && sinceLast < (_terminal ? 0.1 : 5)) return;
            _last = Stopwatch.GetTimestamp();
            Console.Error.Write(_terminal ? $"\r{Text(value),-78}{(end ? "\n" : "")}" : Text(value) + "\n");
        }
    }

    private string Text(WorkProgress value)
    {
        double seconds = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        int computed = value.Done - value.Cached;
        double rate = computed / Math.Max(seconds, 1e-3);
        string cached = value.Cached > 0 ? $", {value.Cached} from the cache" : "";
        string left = computed > 0 && value.Done < value.Total ? string.Create(CultureInfo.InvariantCulture, $", {(value.Total - value.Done) / rate:F0} s left") : "";
        string speed = computed > 0 && value.What == "features" ? string.Create(CultureInfo.InvariantCulture, $", {rate:F0}/s") : "";
        return $"{value.What} {value.Done}/{value.Total}{speed}{cached}{left}";
    }
}
