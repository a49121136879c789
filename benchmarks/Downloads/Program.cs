// A download of 200 MB that is killed in the middle and goes on in the next run; eight processes that want the same file at once; one process offline under strace.
// dotnet run -c Release --project benchmarks/Downloads -- src/Graft.Cli/bin/Release/net10.0/linux-x64/Graft.Cli.dll
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

if (args is not [string tool])
{
    Console.Error.WriteLine("Give the path of Graft.Cli.dll.");
    return 2;
}
const int Megabytes = 200, Processes = 8;
byte[] content = new byte[Megabytes * 1_000_000];
ulong state = 1;
for (int i = 0; i + 8 <= content.Length; i += 8)
{
    state = state * 6364136223846793005 + 1442695040888963407;
    BitConverter.TryWriteBytes(content.AsSpan(i), state);
}
using SlowHub hub = new(content, bytesASecond: 60e6, port: 38611);
string home = Directory.CreateTempSubdirectory("graft-downloads-").FullName;
try
{
    KilledAndResumed();
    EightAtOnce();
    OfflineUnderStrace();
    return 0;
}
finally
{
    Directory.Delete(home, recursive: true);
}

void KilledAndResumed()
{
    using (Process first = Start("killed"))
    {
        while (hub.Sent < content.Length / 2) Thread.Sleep(10);
        first.Kill();
        first.WaitForExit();
    }
    long before = hub.Sent, kept = Directory.EnumerateFiles(Path.Combine(home, "killed"), "*.graft-partial", SearchOption.AllDirectories).Sum(f => new FileInfo(f).Length);
    Thread.Sleep(500); // what the server still had in hand
    before = hub.Sent;
    using Process second = Start("killed");
    string output = Finish(second);
    Say($"killed after {before / 1e6:F1} MB were sent, {kept / 1e6:F1} MB kept; the second run fetched {(hub.Sent - before) / 1e6:F1} MB in {hub.Downloads - 1} request; together {hub.Sent / 1e6:F1} MB for a file of {content.Length / 1e6:F1} MB");
    Check("killed", output);
}

void EightAtOnce()
{
    hub.Reset();
    Stopwatch clock = Stopwatch.StartNew();
    Process[] all = [.. Enumerable.Range(0, Processes).Select(_ => Start("eight"))];
    string[] outputs = [.. all.Select(Finish)];
    Say($"{Processes} processes at once: {hub.Downloads} download, {hub.Sent / 1e6:F1} MB sent, all done after {clock.Elapsed.TotalSeconds:F1} s, exit codes {string.Join(' ', all.Select(p => p.ExitCode))}");
    foreach (string output in outputs) Check("eight", output);
    foreach (Process process in all) process.Dispose();
}

void OfflineUnderStrace()
{
    if (!File.Exists("/usr/bin/strace"))
    {
        Say($"no strace here");
        return;
    }
    foreach (string address in new[] { "hf:acme/big:model.safetensors", "hf:acme/absent", "nuget:Acme.Absent@1.0.0", "pypi:absent@1.0", "npm:absent@1.0.0", "torchvision:resnet50" })
    {
        string log = Path.Combine(home, "strace.txt");
        ProcessStartInfo start = new("/usr/bin/strace", ["-f", "-qq", "-e", "trace=socket,connect,sendto", "-o", log, "dotnet", tool, "pull", address, "--offline", "--quiet"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        Prepare(start, "killed");
        using Process process = Process.Start(start)!;
        string said = process.StandardError.ReadToEnd();
        process.WaitForExit();
        string[] lines = File.ReadAllLines(log);
        Say($"offline, {address}: exit code {process.ExitCode}, {lines.Count(l => l.Contains("socket(AF_INET", StringComparison.Ordinal))} internet sockets, {lines.Count(l => l.Contains("socket(", StringComparison.Ordinal))} sockets of any kind, {lines.Count(l => l.Contains("connect(", StringComparison.Ordinal))} connects");
        foreach (string line in lines.Where(l => l.Contains("socket(", StringComparison.Ordinal)).Take(5)) Say($"  {line}");
        if (process.ExitCode != 0) Say($"  {said.Trim()}");
    }
}

Process Start(string cache)
{
    ProcessStartInfo start = new("dotnet", [tool, "pull", "hf:acme/big:model.safetensors", "--quiet"]) { RedirectStandardOutput = true, RedirectStandardError = true };
    Prepare(start, cache);
    return Process.Start(start)!;
}

void Prepare(ProcessStartInfo start, string cache)
{
    start.Environment["HF_ENDPOINT"] = hub.Address;
    start.Environment["HF_HOME"] = Path.Combine(home, cache);
    start.Environment["GRAFT_HOME"] = Path.Combine(home, cache, "graft");
    start.Environment["DOTNET_EnableDiagnostics"] = "0"; // the runtime's own socket for debuggers
}

static string Finish(Process process)
{
    Task<string> error = process.StandardError.ReadToEndAsync();
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    if (process.ExitCode != 0) Console.Error.WriteLine(error.Result);
    return output.Trim().Split('\n')[^1];
}

void Check(string cache, string path)
{
    using FileStream file = File.OpenRead(path);
    bool same = Convert.ToHexStringLower(SHA256.HashData(file)) == hub.Sha256;
    int rest = Directory.EnumerateFiles(Path.Combine(home, cache), "*.graft-partial", SearchOption.AllDirectories).Count();
    if (!same || rest > 0) Say($"WRONG: same bytes {same}, {rest} partial files left");
}

static void Say(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
