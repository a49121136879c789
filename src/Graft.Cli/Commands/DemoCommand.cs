using System.CommandLine;
using Graft.Cli.Demo;

namespace Graft.Cli.Commands;

/// <summary>graft demo photos|text: the whole flow on examples that Graft makes itself.</summary>
internal static class DemoCommand
{
    private static readonly Argument<string> What = new("what") { Description = "photos, or text", DefaultValueFactory = _ => "photos" };
    private static readonly Option<string?> Output = new("--output", "-o") { Description = "folder for the examples and the bundle (graft-demo, graft-demo-text)" };

    public static Command Create()
    {
        Command demo = new("demo", "See the whole flow on photos that Graft draws, or on sentences that it makes.\n\nExamples:\n  graft demo photos\n  graft demo text") { What, Output };
        What.AcceptOnlyFromAmong("photos", "text");
        demo.SetAction((parsed, cancel) => Task.Run(() => Run(parsed, cancel), CancellationToken.None));
        return demo;
    }

    private static int Run(ParseResult parsed, CancellationToken cancel)
    {
        bool text = parsed.GetRequiredValue(What) == "text";
        string folder = parsed.GetValue(Output) ?? (text ? "graft-demo-text" : "graft-demo");
        Directory.CreateDirectory(folder);
        return text ? TextDemo.Run(parsed, folder, cancel) : PhotoDemo.Run(parsed, folder, cancel);
    }
}
