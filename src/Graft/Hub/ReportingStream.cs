namespace Graft.Hub;

/// <summary>Passes writes on, tells how many bytes went by, and stops at a limit.</summary>
internal sealed class ReportingStream(Stream inner, string what, long limit, IProgress<TransferProgress>? progress) : Stream
{
    private long _done;

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => _done;
    public override long Position { get => _done; set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Count(count);
        inner.Write(buffer, offset, count);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Count(buffer.Length);
        await inner.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => inner.Flush();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    private void Count(int bytes)
    {
        if ((_done += bytes) > limit) throw new GraftException($"{what}: more than {limit} bytes came, which is more than is accepted.");
        progress?.Report(new(what, _done, null));
    }
}
