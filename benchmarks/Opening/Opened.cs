using System.Diagnostics;
using System.Globalization;
using Graft.Architectures;
using Graft.Checkpoints;
using Graft.Graphs;
using Graft.Inference;

namespace Graft.Benchmarks;

/// <summary>What opening one file took, in this process.</summary>
/// <param name="Seconds">From the path to a session that can run.</param>
/// <param name="OpeningPeak">Bytes of memory at most by then, mapped pages of the file among them.</param>
/// <param name="RunningPeak">The same after a batch.</param>
/// <param name="SingleSeconds">One photo through the session.</param>
/// <param name="BatchSeconds">Sixteen photos.</param>
internal sealed record Opened(double Seconds, double OpeningPeak, double RunningPeak, double SingleSeconds, double BatchSeconds)
{
    private const int Batch = 16;

    public static Opened Measure(string file)
    {
        long start = Stopwatch.GetTimestamp();
        using OnnxSession session = new(GraphOf(file));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, peak = Peak();
        double single = Middle(session, 1), batch = Middle(session, Batch);
        return new(seconds, peak, Peak(), single, batch);
    }

    public static Opened Parse(string line)
    {
        double[] v = [.. line.Split(' ').Select(p => double.Parse(p, CultureInfo.InvariantCulture))];
        return new(v[0], v[1], v[2], v[3], v[4]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Seconds} {OpeningPeak} {RunningPeak} {SingleSeconds} {BatchSeconds}");

    private static Graph GraphOf(string file) => file.EndsWith(".onnx", StringComparison.Ordinal) ? OnnxFile.Read(file)
        : WeightLoading.Fill(LargeNetwork.Architecture.Build(), Checkpoint.Open(file), LargeNetwork.Architecture.Schemes[0]).Graph;

    private static double Middle(OnnxSession session, int photos)
    {
        float[] pixels = new float[photos * 3 * 224 * 224];
        double[] seconds = [.. Enumerable.Range(0, 4).Select(_ => Once(session, pixels, photos)).Skip(1).Order()];
        return seconds[1];
    }

    private static double Once(OnnxSession session, float[] pixels, int photos)
    {
        long start = Stopwatch.GetTimestamp();
        session.Run(pixels, photos, 3, 224, 224);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static double Peak()
    {
        using Process self = Process.GetCurrentProcess();
        return self.PeakWorkingSet64;
    }
}
