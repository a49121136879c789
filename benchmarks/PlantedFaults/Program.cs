using System.Globalization;
using Graft.Backbones;
using Graft.Benchmarks;
using Graft.Data;
using Graft.Data.Checks;
using Graft.Hub;

// Plants faults into a copy of photos with parts, checks it, and says how many were found. What the check finds in the data as they are is no false alarm of the copy's.
if (args is not [string data, string address, ..])
{
    Console.Error.WriteLine("Give a folder with train, validation and test folders of classes: dotnet run -c Release --project benchmarks/PlantedFaults -- photos/ backbone [seed]");
    return 2;
}
long seed = args.Length > 2 ? long.Parse(args[2], CultureInfo.InvariantCulture) : 0;
ExampleSet original = ExampleSets.Open(data);
DirectoryInfo copy = Directory.CreateTempSubdirectory("graft-planted-");
try
{
    Planted planted = Planting.Plant(original, copy.FullName, seed);
    ExampleSet set = ExampleSets.Open(planted.Folder);
    DataReport before = DataCheck.Photos(original), after = DataCheck.Photos(set);
    Print("near duplicates by pixels", Scoring.Duplicates(planted, before, after));
    Backbone backbone = BackboneLoader.Load(address);
    string home = new HubOptions().HomeFolder;
    Print("label errors", Scoring.LabelErrors(planted, set, backbone, home));
    Print("near duplicates by features", Scoring.Features(planted, set, backbone, home));
}
finally
{
    copy.Delete(recursive: true);
}
return 0;

static void Print(string what, IEnumerable<string> lines)
{
    Console.WriteLine($"{what}:");
    foreach (string line in lines) Console.WriteLine($"  {line}");
}
