using System.CommandLine;

namespace Graft.Cli.Output;

/// <summary>The one place where errors become messages and exit codes.</summary>
internal static class Guard
{
    /// <summary>Runs the command; Ctrl-C cancels it and is waited for.</summary>
    public static int Run(ParseResult parsed)
    {
        try
        {
            return parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(30) }).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Interrupted. What was computed is kept: the same command goes on from there.");
            return ExitCodes.Interrupted;
        }
        catch (GraftException e)
        {
            return Tell(parsed, e, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Tell(parsed, e, $"The disk or a file can't be used: {e.Message}");
        }
        catch (Exception e)
        {
            return Tell(parsed, e, $"Something went wrong that should not: {e.GetType().Name}: {e.Message} Run again with --verbose for the details, and please report them.");
        }
    }

    private static int Tell(ParseResult parsed, Exception e, string message)
    {
        Console.Error.WriteLine($"error: {message}");
        if (parsed.GetValue(Globals.Verbose)) Console.Error.WriteLine(e);
        return ExitCodes.Failed;
    }
}
