using System.Globalization;
using System.Text.Json;
using Graft;
using Graft.Benchmarks.PhotoAccuracy;

// Learns hymenoptera and clothing on three backbones in several ways and over five seeds, and prints one table. What is done stands in runs.jsonl of the working folder and is not
// done again. Nothing is chosen on the part that is scored.
TunedProcess.Ensure();
if (args is not [string work, string seeds, .. string[] only] || !int.TryParse(seeds, CultureInfo.InvariantCulture, out int count))
{
    Console.Error.WriteLine("Give a working folder, a number of seeds, and where wanted names of data, backbones or ways:\ndotnet run -c Release --project benchmarks/PhotoAccuracy -- /tmp/photo-accuracy 5 hymenoptera head");
    return 2;
}
string log = Path.Combine(Directory.CreateDirectory(work).FullName, "runs.jsonl");
List<Measured> done = File.Exists(log) ? [.. File.ReadLines(log).Select(l => JsonSerializer.Deserialize<Measured>(l)!)] : [];
Subject[] subjects = [.. Subject.All.Where(s => Wanted(s.Data, Subject.AllData) && Wanted(s.Backbone, Subject.Backbones) && Wanted(s.Way, Subject.Ways))];
foreach ((int seed, Subject subject) in Enumerable.Range(0, count).SelectMany(s => subjects.Select(t => (s, t))))
{
    if (done.Any(d => (d.Data, d.Backbone, d.Way, d.Seed) == (subject.Data, subject.Backbone, subject.Way, (long)seed))) continue;
    done.Add(Measured.Run(subject, seed, work));
    File.AppendAllText(log, JsonSerializer.Serialize(done[^1]) + "\n");
    Console.Error.WriteLine(JsonSerializer.Serialize(done[^1]));
}
Console.WriteLine("| data | backbone | way | accuracy | least to greatest | log loss | seeds | seconds |\n| --- | --- | --- | --- | --- | --- | --- | --- |");
foreach (var group in done.GroupBy(d => (d.Data, d.Backbone, d.Way)).OrderBy(g => g.Key.Data, StringComparer.Ordinal).ThenBy(g => g.Key.Backbone, StringComparer.Ordinal).ThenBy(g => Subject.Ways.ToList().IndexOf(g.Key.Way)))
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"| {group.Key.Data} | {group.Key.Backbone} | {group.Key.Way} | {group.Average(r => r.Accuracy):F3} | {group.Min(r => r.Accuracy):F3} to {group.Max(r => r.Accuracy):F3} | {group.Average(r => r.LogLoss):F3} | {group.Count()} | {group.Average(r => r.Seconds):F0} |"));
return 0;

// A name that no list has restricts nothing; one that this list has, does.
bool Wanted(string name, IReadOnlyList<string> list) => !only.Any(list.Contains) || only.Contains(name);
