namespace Graft.Cli.Output;

/// <summary>What the process tells its caller.</summary>
internal static class ExitCodes
{
    public const int Done = 0, Failed = 1, WrongUsage = 2, Interrupted = 130;
}
