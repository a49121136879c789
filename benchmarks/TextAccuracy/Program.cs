using System.Text.Json;
using Graft;
using Graft.Benchmarks.TextAccuracy;

// Learns public data sets of texts in several ways and over several seeds, and prints one table. What is done stands in runs.jsonl of the working folder and is not done again.
if (args is not [string work, .. string[] only])
{
    Console.Error.WriteLine("Give a working folder, and where wanted names of data or ways: dotnet run -c Release --project benchmarks/TextAccuracy -- /tmp/text-accuracy trec sst2 frozen");
    return 2;
}
string log = Path.Combine(Directory.CreateDirectory(work).FullName, "runs.jsonl");
List<Measured> done = File.Exists(log) ? [.. File.ReadLines(log).Select(l => JsonSerializer.Deserialize<Measured>(l)!)] : [];
Subject[] subjects = [.. Subject.All.Where(s => !only.Any(o => Subject.All.Any(a => a.Name == o)) || only.Contains(s.Name))];
string[] ways = [.. Subject.AllWays.Where(w => !only.Any(Subject.AllWays.Contains) || only.Contains(w))];
foreach ((long seed, string way, Subject subject) in Enumerable.Range(0, 3).SelectMany(s => ways.SelectMany(w => subjects.Where(t => t.Ways.Contains(w)).Select(t => ((long)s, w, t)))))
{
    if (done.Any(d => d.Task == subject.Name && d.Way == way && d.Seed == seed)) continue;
    try
    {
        done.Add(Measured.Run(subject, way, seed, work));
        File.AppendAllText(log, JsonSerializer.Serialize(done[^1]) + "\n");
        Console.Error.WriteLine(JsonSerializer.Serialize(done[^1]));
    }
    catch (GraftException e)
    {
        Console.Error.WriteLine($"{subject.Name}, {way}, seed {seed}: {e.Message}");
    }
}
foreach (string line in Table.Of(done)) Console.WriteLine(line);
return 0;
