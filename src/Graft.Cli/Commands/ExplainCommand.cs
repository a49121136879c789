using System.CommandLine;
using System.Text.Json.Nodes;
using Graft.Attribution;
using Graft.Bundles;
using Graft.Cli.Output;
using Graft.Evaluation;
using Graft.Graphs;
using Graft.Training.Attribution;

namespace Graft.Cli.Commands;

/// <summary>graft explain: which parts of a photo, or words of a text, a prediction rests on.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string> Bundle = new("bundle") { Description = "what graft train has left, or its model.onnx" };
    private static readonly Argument<string[]> Files = new("inputs") { Description = "photos; texts, or files of texts", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> Label = new("--label") { Description = "what to explain; the predicted label where it is not given" };
    private static readonly Option<string> Method = new("--method") { Description = "occlusion (no libtorch needed) or integrated-gradients; of photos also grad-cam, grad-cam++", DefaultValueFactory = _ => PhotoOcclusion.Method };
    private static readonly Option<string?> Output = new("--output", "-o") { Description = "folder for the heat maps, which lie beside the photos where it is not given; of texts, for a page with coloured words" };

    public static Command Create()
    {
        Command explain = new("explain", "Show which parts of a photo, or words of a text, a prediction rests on.\n\nExamples:\n  graft explain pets cat.jpg\n  graft explain mails \"Where is my card?\" -o pages/\n  graft explain pets cat.jpg --label dog -o maps/") { Bundle, Files, Label, Method, Output };
        foreach (Option option in TextOptions.Columns) explain.Add(option);
        explain.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return explain;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        string bundle = parsed.GetRequiredValue(Bundle);
        if (TextPredictor.IsText(bundle)) return TextResults.Explain(parsed, bundle, parsed.GetRequiredValue(Files), parsed.GetRequiredValue(Method), parsed.GetValue(Label), parsed.GetValue(Output), cancel);
        using Predictor predictor = Predictor.Open(bundle);
        Explanations drawn = new(predictor, parsed.GetValue(Output));
        Explanations.Explained[] explained = [.. parsed.GetRequiredValue(Files).Select(f => drawn.Draw(f, Explain(parsed, predictor, f, cancel)))];
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(new JsonArray([.. explained.Select(Explanations.ToJson)]).ToJsonString(EvaluationJson.Readable.Options));
        else Explanations.Print(explained);
        return ExitCodes.Done;
    }

    private static PhotoAttribution Explain(ParseResult parsed, Predictor predictor, string photo, CancellationToken cancel)
    {
        (string method, string bundle) = (parsed.GetRequiredValue(Method), parsed.GetRequiredValue(Bundle));
        if (method == PhotoOcclusion.Method) return PhotoOcclusion.Explain(predictor, photo, parsed.GetValue(Label), cancel: cancel);
        return PhotoGradients.Explain(OnnxFile.Read(File.Exists(bundle) ? bundle : Path.Combine(bundle, BundleFiles.Model)), predictor, photo, method, parsed.GetValue(Label));
    }
}
