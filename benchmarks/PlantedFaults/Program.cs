using System.Globalization;
using Graft.Benchmarks;
using Graft.Data;
using Graft.Data.Checks;

// Plants faults into a copy of photos with parts, checks it, and says how many were found. What the check finds in the data as they are is no false alarm of the copy's.
if (args is not [string data, ..])
{
    Console.Error.WriteLine("Give a folder with train, validation and test folders of classes: dotnet run -c Release --project benchmarks/PlantedFaults -- photos/ [seed]");
    return 2;
}
long seed = args.Length > 1 ? long.Parse(args[1], CultureInfo.InvariantCulture) : 0;
ExampleSet original = ExampleSets.Open(data);
DirectoryInfo copy = Directory.CreateTempSubdirectory("graft-planted-");
try
{
    Planted planted = Planting.Plant(original, copy.FullName, seed);
    Print("near duplicates", Scoring.Duplicates(planted, DataCheck.Photos(original), DataCheck.Photos(ExampleSets.Open(planted.Folder))));
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
