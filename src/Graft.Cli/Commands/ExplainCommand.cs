using System.CommandLine;
using System.Text.Json.Nodes;
using Graft.Attribution;
using Graft.Bundles;
using Graft.Cli.Output;
using Graft.Evaluation;
using Graft.Graphs;
using Graft.Training.Attribution;

namespace Graft.Cli.Commands;

/// <summary>graft explain: which parts of a photo a prediction rests on, drawn over the photo.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string> Bundle = new("bundle") { Description = "what graft train has left, or its model.onnx" };
    private static readonly Argument<string[]> Files = new("inputs") { Description = "photos", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> Label = new("--label") { Description = "what to explain; the predicted label where it is not given" };
    private static readonly Option<string> Method = new("--method") { Description = "occlusion (no libtorch needed), grad-cam, grad-cam++ or integrated-gradients", DefaultValueFactory = _ => PhotoOcclusion.Method };
    private static readonly Option<string?> Output = new("--output", "-o") { Description = "folder for the heat maps; beside the photos where it is not given" };

    public static Command Create()
    {
        Command explain = new("explain", "Show which parts of a photo a prediction rests on.\n\nExamples:\n  graft explain pets cat.jpg\n  graft explain pets cat.jpg --label dog -o maps/") { Bundle, Files, Label, Method, Output };
        explain.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return explain;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        using Predictor predictor = Predictor.Open(parsed.GetRequiredValue(Bundle));
        Explanations.Explained[] explained = [.. parsed.GetRequiredValue(Files).Select(f => Explanations.Draw(predictor, f, Explain(parsed, predictor, f, cancel), parsed.GetValue(Output)))];
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
