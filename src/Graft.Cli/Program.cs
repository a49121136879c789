using System.CommandLine;
using Graft;
using Graft.Cli.Commands;
using Graft.Cli.Output;
using Graft.Training.Native;

TunedProcess.Ensure();
RootCommand root = new("Transfer learning for .NET: a folder of photos in, one ONNX model and an honest score out.")
{
    TrainCommand.Create(), LrFindCommand.Create(), EvaluateCommand.Create(), PredictCommand.Create(), InspectCommand.Create(), ModelsCommand.Create(), ConvertCommand.Create(), RunCommand.Create(), DemoCommand.Create(),
    ExplainCommand.Create(), CompareCommand.Create(), PlotCommand.Create(), RunsCommand.Create(),
    TokenizeCommand.Create(), EmbedCommand.Create(), SimilarCommand.Create(), FillCommand.Create(),
    PackCommand.Create(), PushCommand.Create(), PullDataCommand.Create(),
    PullCommand.Create(), ListCommand.Create(), VerifyCommand.Create(), RemoveCommand.Create(),
    CheckCommand.Create(),
};
foreach (Option option in Globals.All) root.Add(option);
ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (string error in parsed.Errors.Select(e => e.Message).Distinct()) Console.Error.WriteLine(error);
    Console.Error.WriteLine($"See 'graft {(parsed.CommandResult.Command == root ? "" : parsed.CommandResult.Command.Name + " ")}--help'.");
    return ExitCodes.WrongUsage;
}
LibtorchPackage.UseWhereMissing(() => Globals.Hub(parsed));
return Guard.Run(parsed);
