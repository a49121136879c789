using System.CommandLine;
using Graft.Cli.Output;
using Graft.Conversion;

namespace Graft.Cli.Commands;

/// <summary>graft convert: a checkpoint or model to ONNX, or to safetensors with the names of another library.</summary>
internal static class ConvertCommand
{
    private static readonly Argument<string> In = new("in") { Description = "a checkpoint, model or bundle: file, folder, built-in name or address" };
    private static readonly Argument<string> Out = new("out") { Description = "what to write: FILE.onnx, FILE.safetensors, or a bundle (no ending; for models that name their labels, as Teachable Machine's)" };
    private static readonly Option<string?> Architecture = new("--architecture") { Description = "the network, where the file alone can't tell ('graft models' lists them)" };
    private static readonly Option<string?> Scheme = new("--scheme") { Description = "names of the tensors in a .safetensors: torchvision, timm or transformers; without it they stay" };
    private static readonly Option<int?> Opset = new("--opset") { Description = "operator set of an .onnx: 13 to 23; without it the network's own" };

    public static Command Create()
    {
        Command convert = new("convert", "Convert a checkpoint to ONNX or safetensors.\n\nExamples:\n  graft convert resnet18.pth resnet18.onnx --opset 17\n  graft convert model.safetensors timm.safetensors --scheme timm")
            { In, Out, Architecture, Scheme, Opset };
        convert.SetAction(parsed => Run(parsed));
        return convert;
    }

    private static int Run(ParseResult parsed)
    {
        ConversionOptions options = new() { Architecture = parsed.GetValue(Architecture), Scheme = parsed.GetValue(Scheme), Opset = parsed.GetValue(Opset) };
        ConversionResult result = ModelConversion.Run(parsed.GetRequiredValue(In), parsed.GetRequiredValue(Out), options, Globals.Hub(parsed));
        foreach (string note in result.Notes) Console.Error.WriteLine($"note: {note}");
        if (parsed.GetValue(Globals.Json)) Console.Out.WriteLine(ResultJson.Of(result));
        else Console.Out.WriteLine($"{result.Output}: {result.Network ?? "tensors"}, {result.Format}, {Results.Text(result.Tensors)} tensors, {Results.Text(result.Values)} values");
        return ExitCodes.Done;
    }
}
