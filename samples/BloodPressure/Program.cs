using Graft.Backbones;
using Graft.Bundles;
using Graft.Samples.BloodPressure;
using Graft.Training.Texts;

Console.Error.WriteLine(Learning.Disclaimer);
switch (args)
{
    case ["make", string folder]:
        Console.WriteLine(SentenceFiles.Write(folder, seed: 0));
        return 0;
    case ["learn", string texts, string bundle]:
        TextTransfer.Run(Learning.Of(texts, TextBackbone.DefaultAddress, frozen: false), bundle);
        return 0;
    case ["score", string file, .. string[] bundles]:
        Score(SentenceTable.Read(file), bundles);
        return 0;
    default:
        Console.Error.WriteLine("make FOLDER: writes sentences; learn FOLDER/texts BUNDLE: trains; score FILE BUNDLE...: scores bundles, and regular expressions beside them.");
        return 2;
}

static void Score(IReadOnlyList<Sentence> sentences, string[] bundles)
{
    Console.WriteLine(Scoring.Header);
    Console.WriteLine(Scoring.Line("regex, first number/number", sentences, [.. sentences.Select(s => Patterns.First(s.Text))]));
    Console.WriteLine(Scoring.Line("regex, behind BP or blood pressure", sentences, [.. sentences.Select(s => Patterns.Named(s.Text))]));
    foreach (string bundle in bundles)
    {
        using TextPredictor predictor = TextPredictor.Open(bundle, threads: 1);
        IReadOnlyList<TextPrediction> answers = predictor.PredictAll([.. sentences.Select(s => (s.Text, (string?)null))]);
        Console.WriteLine(Scoring.Line(Path.GetFileName(Path.TrimEndingDirectorySeparator(bundle)), sentences, [.. answers.Select(a => a.Label!)]));
    }
}
