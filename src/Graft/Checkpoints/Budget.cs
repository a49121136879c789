namespace Graft.Checkpoints;

/// <summary>How much memory a file may make its reader take: about its own size. What a file claims is charged before it is allocated.</summary>
internal sealed class Budget(MappedFile file, string format)
{
    private const long Allowance = 40 << 20;
    private readonly long _limit = file.Length + Allowance;
    private long _left = file.Length + Allowance;

    /// <summary>Takes some bytes from the budget.</summary>
    /// <exception cref="GraftException">The file would take far more memory than it has bytes.</exception>
    public void Charge(long bytes, string what)
    {
        if (bytes < 0 || bytes > _left)
            throw Faults.Fatal(file.Path, format, $"{what} would take more memory than the {_limit} bytes that a file of {file.Length} bytes has a reason to");
        _left -= bytes;
    }
}
