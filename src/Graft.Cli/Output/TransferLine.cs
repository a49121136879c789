using System.Diagnostics;
using System.Globalization;
using Graft.Hub;

namespace Graft.Cli.Output;

/// <summary>How far downloads are, on standard error, from the second second on.</summary>
internal sealed class TransferLine : IProgress<TransferProgress>
{
    private readonly Lock _lock = new();
    private readonly bool _terminal = !Console.IsErrorRedirected;
    private string _what = "";
    private long _start, _last, _from;

    public void Report(TransferProgress value)
    {
        lock (_lock)
        {
            long now = Stopwatch.GetTimestamp();
            if (value.What != _what) (_what, _start, _last, _from) = (value.What, now, now, value.Done);
            if (Stopwatch.GetElapsedTime(_last, now).TotalSeconds < (_terminal ? 0.2 : 5)) return;
            _last = now;
            if (Stopwatch.GetElapsedTime(_start, now).TotalSeconds > 2) Console.Error.Write(_terminal ? $"\r{Text(value, now),-78}{(value.Done == value.Total ? "\n" : "")}" : Text(value, now) + "\n");
        }
    }

    private string Text(TransferProgress value, long now)
    {
        double rate = (value.Done - _from) / 1e6 / Stopwatch.GetElapsedTime(_start, now).TotalSeconds;
        string total = value.Total is { } bytes ? $"/{Size.Of(bytes)}" : "";
        string left = value.Total is { } all && rate > 0 ? string.Create(CultureInfo.InvariantCulture, $", {(all - value.Done) / 1e6 / rate:F0} s left") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{value.What} {Size.Of(value.Done)}{total}, {rate:F1} MB/s{left}");
    }
}

/// <summary>Bytes for people.</summary>
internal static class Size
{
    public static string Of(long bytes) => bytes switch
    {
        < 1000 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:F1} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:F1} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F2} GB"),
    };
}
