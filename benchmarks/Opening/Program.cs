using System.Diagnostics;
using System.Globalization;
using Graft.Benchmarks;

// Seconds and peak memory of opening a VGG-16 (553 MB) until its session is ready, from safetensors and from ONNX, with the file in the system's cache and without it, each in a process
// of its own; and of photos through it.
if (args is ["open", string file])
{
    Console.WriteLine(Opened.Measure(file));
    return 0;
}
string folder = args is [string given] ? given : Path.Combine(Path.GetTempPath(), "graft-opening");
foreach (string path in LargeNetwork.Write(folder))
{
    double size = new FileInfo(path).Length;
    foreach (bool isCold in new[] { false, true })
    {
        Opened[] runs = [.. Enumerable.Range(0, 5).Select(_ => InItsOwnProcess(path, isCold))];
        Opened middle = runs.OrderBy(r => r.Seconds).ElementAt(runs.Length / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"| {Path.GetFileName(path),-18} | {(isCold ? "cold" : "warm")} | {middle.Seconds:F2} s | {runs.Max(r => r.OpeningPeak) / size:F2} x | {runs.Max(r => r.RunningPeak) / size:F2} x | {middle.SingleSeconds * 1000:F0} ms | {middle.BatchSeconds * 1000:F0} ms |"));
    }
}
return 0;

static Opened InItsOwnProcess(string file, bool isCold)
{
    if (isCold) PageCache.Drop(file);
    using Process child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["open", file]) { RedirectStandardOutput = true })!;
    string said = child.StandardOutput.ReadToEnd();
    child.WaitForExit();
    return Opened.Parse(said);
}
