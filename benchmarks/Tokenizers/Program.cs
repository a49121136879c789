using System.Text.Json;
using Graft.Benchmarks;
using Graft.Text;
using BertTokenizer = Microsoft.ML.Tokenizers.BertTokenizer;

// Tokens per second of Graft's tokenizers and of Microsoft.ML.Tokenizers, on the texts of SST-2, TREC and banking77; and where the two disagree.
string[] texts = Texts.All();
string folder = Path.Combine(Texts.Root, "fixtures", "tokenizers");
Console.WriteLine($"{texts.Length} texts, {texts.Sum(t => (long)t.Length):N0} characters, {Environment.ProcessorCount} cores");

foreach (string name in new[] { "bert-uncased", "wordpiece-cased", "bpe-roberta", "bpe-gpt2", "unigram-xlmr" })
{
    Tokenizer tokenizer = Tokenizer.Open(Path.Combine(folder, name));
    long tokens = texts.Sum(t => (long)tokenizer.Encode(t, null, null).Length);
    Timing.Print($"Graft {name}, everything, 1 thread", tokens / Timing.Median(() => One(t => tokenizer.Encode(t, null, null).Length)), "tokens");
    Timing.Print($"Graft {name}, everything, all cores", tokens / Timing.Median(() => All(t => tokenizer.Encode(t, null, null).Length)), "tokens");
}

Tokenizer graft = Tokenizer.Open(Path.Combine(folder, "bert-uncased"));
BertTokenizer microsoft = BertTokenizer.Create(Path.Combine(folder, "bert-uncased", "vocab.txt"), new() { RemoveNonSpacingMarks = true });
long ids = texts.Sum(t => (long)microsoft.EncodeToIds(t, true, true, true).Count);
Timing.Print("Microsoft.ML.Tokenizers BertTokenizer, ids only, 1 thread", ids / Timing.Median(() => One(t => microsoft.EncodeToIds(t, true, true, true).Count)), "tokens");
Timing.Print("Microsoft.ML.Tokenizers BertTokenizer, with offsets, 1 thread", ids / Timing.Median(() => One(t => microsoft.EncodeToTokens(t, out _).Count)), "tokens");
Timing.Print("Microsoft.ML.Tokenizers BertTokenizer, ids only, all cores", ids / Timing.Median(() => All(t => microsoft.EncodeToIds(t, true, true, true).Count)), "tokens");
string[] cases = [.. JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "bert-uncased", "cases.json"))).RootElement
    .GetProperty("single").EnumerateArray().Select(c => c.GetProperty("text").GetString()!)];
Console.WriteLine($"Microsoft's ids differ on {texts.Count(Differs)} of {texts.Length} texts, and on {cases.Count(Differs)} of the reference's {cases.Length} cases (an error counts)");
foreach (string text in texts.Where(Differs).Take(3)) Console.WriteLine($"  {text}");

bool Differs(string text)
{
    try
    {
        return !microsoft.EncodeToIds(text, true, true, true).SequenceEqual(graft.Encode(text, null, null).Ids);
    }
    catch (ArgumentException)
    {
        return true; // it throws on U+FFFE
    }
}

void One(Func<string, int> encode)
{
    foreach (string text in texts) encode(text);
}

void All(Func<string, int> encode) => Parallel.ForEach(texts, text => encode(text));
