using System.Diagnostics;
using System.Globalization;
using Graft;
using Graft.Backbones;
using Graft.Data;
using Graft.Features;
using Graft.Inference;

// Photos per second of the feature extraction (reading, decoding, preprocessing, inference, writing the cache) against ONNX Runtime alone on tensors that are ready,
// same model and batch, in one process, in turns; medians of five.
TunedProcess.Ensure();
if (args is not [string data, string address])
{
    Console.Error.WriteLine("Give a folder of photos and a backbone: dotnet run -c Release --project benchmarks/Features -- photos/ resnet18");
    return 2;
}
Backbone backbone = BackboneLoader.Load(address);
string[] photos = [.. ExampleSets.Open(data).Examples.Select(e => e.Path)];
float[][] ready = [.. photos.Chunk(FeatureExtractor.BatchSize).Select(Load)];
using OnnxSession session = new(backbone.Graph);
List<double> whole = [], bare = [];
for (int round = 0; round < 6; round++)
{
    string home = Directory.CreateTempSubdirectory("graft-benchmark-").FullName;
    using FeatureExtractor extractor = new(backbone, home);
    extractor.Compute([photos[0]]); // both sides have their session before the clock starts
    double extraction = Rate(() => extractor.Compute(photos)), inference = Rate(() => Array.ForEach(ready, b => session.Run(b, [b.Length / backbone.Preprocessing.Length, .. backbone.Preprocessing.Shape])));
    Directory.Delete(home, recursive: true);
    if (round == 0) continue; // warm-up
    whole.Add(extraction);
    bare.Add(inference);
}
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{backbone.Name}, {photos.Length} photos: features {Median(whole):F1}/s, bare ONNX Runtime {Median(bare):F1}/s, ratio {Median(whole) / Median(bare):F2}"));
return 0;

float[] Load(string[] paths)
{
    Preprocessor preprocessor = new(backbone.Preprocessing);
    int length = backbone.Preprocessing.Length;
    float[] pixels = new float[paths.Length * length];
    for (int i = 0; i < paths.Length; i++) preprocessor.Load(paths[i], pixels.AsSpan(i * length, length));
    return pixels;
}

double Rate(Action action)
{
    long start = Stopwatch.GetTimestamp();
    action();
    return photos.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
}

static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
