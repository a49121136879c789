using System.Diagnostics;
using System.Globalization;
using Graft.Fuzz;

// Damages files at random and opens them, for some minutes; keeps what crashed, hung or took too much memory. The same seed damages in the same way.
if (args is not [string shared, string minutes, ..] || !double.TryParse(minutes, CultureInfo.InvariantCulture, out double limit))
{
    Console.Error.WriteLine("Give the folder with the fixtures, minutes, and maybe a seed, the largest file to damage in bytes, and readers: dotnet run -c Release --project tools/Fuzz -- ../shared 20 1 8000000 .h5 .keras");
    return 2;
}
ulong seed = args.Length > 2 ? ulong.Parse(args[2], CultureInfo.InvariantCulture) : 1;
long largest = args.Length > 3 ? long.Parse(args[3], CultureInfo.InvariantCulture) : 300_000;
string[] readers = args.Length > 4 ? args[4..] : [];
string work = Directory.CreateTempSubdirectory("graft-fuzz-").FullName;
Environment.SetEnvironmentVariable("GRAFT_HOME", Path.Combine(work, "home"));
Fuzzer fuzzer = new([.. FuzzSeeds.Copy(shared, Path.Combine(work, "seeds"), largest).Where(s => readers.Length == 0 || readers.Contains(s.Reader))], seed);
int found = 0;
for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed.TotalMinutes < limit;)
{
    if (fuzzer.Step() is not Finding finding) continue;
    string kept = Path.GetFullPath($"finding-{++found}-{finding.File}");
    File.WriteAllBytes(kept, finding.Content);
    Console.WriteLine($"{finding.Reader}: {finding.What}: {kept}");
}
foreach ((string reader, int runs) in fuzzer.Runs) Console.WriteLine($"{reader}: {runs} files");
Console.WriteLine($"{fuzzer.Runs.Values.Sum()} files, {fuzzer.Accepted} of them still sound, {fuzzer.Answers} different answers, {found} findings");
Directory.Delete(work, recursive: true);
return found == 0 ? 0 : 1;
