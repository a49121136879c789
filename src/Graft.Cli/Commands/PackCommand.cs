using System.CommandLine;
using System.Text.Json.Nodes;
using Graft.Bundles.Packaging;
using Graft.Cli.Output;

namespace Graft.Cli.Commands;

/// <summary>graft pack: a bundle as a NuGet package.</summary>
internal static class PackCommand
{
    private static readonly Argument<string> Bundle = new("bundle") { Description = "what graft train has left" };
    private static readonly Option<string> Id = new("--id") { Description = "the package's id; Acme.Pets gives the class Pets in the namespace Acme", Required = true };
    private static readonly Option<string> Version = new("--package-version") { Description = "its version", DefaultValueFactory = _ => "1.0.0" };
    private static readonly Option<string?> Authors = new("--authors") { Description = "who made it; the id's first part if it is not given" };
    private static readonly Option<string?> Licence = new("--licence") { Description = "SPDX expression; the licence of the backbone's weights if it is not given" };
    private static readonly Option<string> Output = new("--output", "-o") { Description = "folder of the package, such as a local feed", DefaultValueFactory = _ => "." };

    public static Command Create()
    {
        Command pack = new("pack", "Pack a bundle as a NuGet package that a .NET project references like any library.\n\nExample:\n  graft pack pets --id Acme.Pets -o feed/")
        {
            Bundle, Id, Version, Authors, Licence, Output,
        };
        pack.SetAction(Run);
        return pack;
    }

    private static int Run(ParseResult parsed)
    {
        PackageOptions options = new()
        {
            Id = parsed.GetRequiredValue(Id),
            Version = parsed.GetRequiredValue(Version),
            Authors = parsed.GetValue(Authors),
            Licence = parsed.GetValue(Licence),
        };
        string path = BundlePackage.Write(parsed.GetRequiredValue(Bundle), options, parsed.GetRequiredValue(Output));
        if (parsed.GetValue(Globals.Json)) HubJson.Print(new JsonObject { ["package"] = path, ["id"] = options.Id, ["version"] = options.Version });
        else Console.Out.WriteLine(path);
        return ExitCodes.Done;
    }
}
