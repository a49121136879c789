using System.CommandLine;
using System.Text.Json.Nodes;
using Graft.Cli.Output;
using Graft.Evaluation;
using Graft.Text;

namespace Graft.Cli.Commands;

/// <summary>graft fill: what would fit where a text has its mask.</summary>
internal static class FillCommand
{
    private static readonly Argument<string> Backbone = new("backbone") { Description = "folder or hub id of an encoder with the head it was pretrained with" };
    private static readonly Argument<string> Text = new("text") { Description = "a text with [MASK] or <mask>" };
    private static readonly Option<int> Top = new("--top") { Description = "how many tokens to show", DefaultValueFactory = _ => 5 };

    public static Command Create()
    {
        Command fill = new("fill", "Fill the masks of a text.\n\nExample:\n  graft fill google-bert/bert-base-uncased \"Paris is the [MASK] of France.\"") { Backbone, Text, Top };
        fill.SetAction(Run);
        return fill;
    }

    private static int Run(ParseResult parsed)
    {
        using MaskFiller filler = MaskFiller.Open(TextInput.Folder(parsed.GetRequiredValue(Backbone), parsed));
        IReadOnlyList<IReadOnlyList<MaskedToken>> masks = filler.Fill(parsed.GetRequiredValue(Text), parsed.GetValue(Top));
        if (parsed.GetValue(Globals.Json))
            Console.Out.WriteLine(new JsonArray([.. masks.Select(m => new JsonArray([.. m.Select(t => new JsonObject { ["token"] = t.Token, ["probability"] = t.Probability })]))]).ToJsonString(EvaluationJson.Readable.Options));
        else foreach (IReadOnlyList<MaskedToken> mask in masks) Results.Table(["token", "probability"], mask.Select(t => (IReadOnlyList<string>)[t.Token, Results.Text(t.Probability)]));
        return ExitCodes.Done;
    }
}
