using System.Net;
using System.Net.Http.Headers;

namespace Graft.Hub.HuggingFace.Pushing;

/// <summary>A stretch of a file as the body of a request, read while it is sent.</summary>
internal sealed class PartContent : HttpContent
{
    private readonly PushedFile _file;
    private readonly long _from;
    private readonly long _length;
    private readonly IProgress<TransferProgress>? _progress;

    public PartContent(PushedFile file, long from, long length, IProgress<TransferProgress>? progress)
    {
        (_file, _from, _length, _progress) = (file, from, length, progress);
        Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
    }

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        using Stream content = _file.Open();
        content.Position = _from;
        byte[] buffer = new byte[1 << 18];
        for (long left = _length; left > 0;)
        {
            int read = await content.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, left))).ConfigureAwait(false);
            if (read == 0) throw new IOException($"{_file.Path} became shorter while it was sent.");
            await stream.WriteAsync(buffer.AsMemory(0, read)).ConfigureAwait(false);
            left -= read;
            _progress?.Report(new($"sending {_file.Path}", _from + _length - left, _file.Size));
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length;
        return true;
    }
}
