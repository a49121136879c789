using System.CommandLine;
using Graft.Hub;

namespace Graft.Cli.Output;

/// <summary>Options that work with every verb.</summary>
internal static class Globals
{
    public static Option<bool> Json { get; } = new("--json") { Description = "print the result as one JSON document", Recursive = true };
    public static Option<bool> Quiet { get; } = new("--quiet") { Description = "no progress", Recursive = true };
    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "details, and stack traces of errors", Recursive = true };
    public static Option<bool> Offline { get; } = new("--offline") { Description = "open no connection; what is not here is an error", Recursive = true };

    public static IReadOnlyList<Option> All { get; } = [Json, Quiet, Verbose, Offline];

    public static HubOptions Hub(ParseResult parsed) =>
        new() { Offline = parsed.GetValue(Offline), Progress = parsed.GetValue(Quiet) ? null : new TransferLine() };
}
