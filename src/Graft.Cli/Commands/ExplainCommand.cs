using System.CommandLine;
using System.Text.Json.Nodes;
using Graft.Attribution;
using Graft.Bundles;
using Graft.Cli.Output;
using Graft.Evaluation;

namespace Graft.Cli.Commands;

/// <summary>graft explain: which parts of a photo a prediction rests on, drawn over the photo.</summary>
internal static class ExplainCommand
{
    private static readonly Argument<string> Bundle = new("bundle") { Description = "what graft train has left, or its model.onnx" };
    private static readonly Argument<string[]> Files = new("inputs") { Description = "photos", Arity = ArgumentArity.OneOrMore };
    private static readonly Option<string?> Label = new("--label") { Description = "what to explain; the predicted label where it is not given" };
    private static readonly Option<string?> Output = new("--output", "-o") { Description = "folder for the heat maps; beside the photos where it is not given" };

    public static Command Create()
    {
        Command explain = new("explain", "Show which parts of a photo a prediction rests on.\n\nExamples:\n  graft explain pets cat.jpg\n  graft explain pets cat.jpg --label dog -o maps/") { Bundle, Files, Label, Output };
        explain.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return explain;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        using Predictor predictor = Predictor.Open(parsed.GetRequiredValue(Bundle));
        Explanations.Explained[] explained = [.. parsed.GetRequiredValue(Files).Select(f =>
            Explanations.Draw(predictor, f, PhotoOcclusion.Explain(predictor, f, parsed.GetValue(Label), cancel: cancel), parsed.GetValue(Output)))];
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(new JsonArray([.. explained.Select(Explanations.ToJson)]).ToJsonString(EvaluationJson.Readable.Options));
        else Explanations.Print(explained);
        return ExitCodes.Done;
    }
}
