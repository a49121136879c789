using System.CommandLine;
using Graft.Cli.Output;
using Graft.Data.Texts;
using Graft.Hub;

namespace Graft.Cli.Commands;

/// <summary>Texts on a command line: arguments that are files are read (tables by their column of texts, .txt by lines), others are texts themselves.</summary>
internal static class TextInput
{
    public static string[] Read(IEnumerable<string> arguments, string? column) => [.. arguments.SelectMany(a => One(a, column))];

    /// <summary>The folder that a model's address leads to.</summary>
    public static string Folder(string address, ParseResult parsed)
    {
        string path = ModelHub.Resolve(address, Globals.Hub(parsed)).LocalPath;
        return Directory.Exists(path) ? path : Path.GetDirectoryName(Path.GetFullPath(path))!;
    }

    private static IEnumerable<string> One(string argument, string? column)
    {
        if (TextSets.Are(argument)) return TextSets.Open(argument, new() { Text = column, Unlabelled = true }).Examples.Select(e => e.Text);
        return argument.EndsWith(".txt", StringComparison.OrdinalIgnoreCase) && File.Exists(argument)
            ? TextFile.Read(argument).Split('\n').Select(l => l.TrimEnd('\r')).Where(l => !string.IsNullOrWhiteSpace(l)) : [argument];
    }
}
