using System.IO.Compression;
using System.Net.Http.Headers;

namespace Graft.Hub.Transfer;

/// <summary>
/// One file over a bad line: written to a partial file that a later run goes on with, resumed by Range under If-Range, stopped at one byte more than promised.
/// What has arrived is not trusted: the caller hashes it.
/// </summary>
/// <param name="transport">How to ask.</param>
/// <param name="name">What the file is called in messages and progress.</param>
/// <param name="partial">The file that grows.</param>
/// <param name="size">The promised size, if one is known.</param>
internal sealed class Download(Transport transport, string name, string partial, long? size)
{
    private const long MostWithoutSize = 64L << 30;

    private EntityTagHeaderValue? _tag;
    private long _best;
    private bool _complete;

    /// <summary>How long the body may pause.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    public Func<Uri, AuthenticationHeaderValue?> Credentials { get; init; } = _ => null;

    /// <summary>Makes an error of an answer that is none of 200, 206 and 416.</summary>
    public Func<Answer, Exception> Refused { get; init; } = answer =>
        new GraftException($"{Transport.Bare(answer.Url)} answers {answer.Status} {answer.Message.ReasonPhrase}.");

    /// <summary>Whether the file came in more than one part, of this run or earlier ones.</summary>
    public bool InParts { get; private set; }

    public async Task RunAsync(Uri url, CancellationToken cancel)
    {
        _best = Length();
        if (size == 0) AtomicFile.Write(partial, []);
        for (int failures = 0; !Finished();)
        {
            try
            {
                await AttemptAsync(url, cancel).ConfigureAwait(false);
                if (Finished()) return;
                throw new UnreachableException($"{name}: the answer ended after {Length()} of {size} bytes.");
            }
            catch (UnreachableException e)
            {
                if (Length() > _best) (failures, _best) = (0, Length());
                if (failures == Backoff.Retries)
                {
                    throw new GraftException($"{e.Message} Given up after {failures} more tries; what has arrived is kept, and the next call goes on from " +
                        "there.", e);
                }
                await transport.Options.Delay(Backoff.After(failures++, e.Wait), cancel).ConfigureAwait(false);
            }
        }
    }

    private bool Finished() => size is { } promised ? Length() == promised && File.Exists(partial) : _complete;

    private long Length() => File.Exists(partial) ? new FileInfo(partial).Length : 0;

    private async Task AttemptAsync(Uri url, CancellationToken cancel)
    {
        long from = Length() < (size ?? long.MaxValue) ? Length() : 0;
        Question question = Question.Get(url) with { From = from, IfRange = _tag, Credentials = Credentials, Patience = Patience };
        using Answer answer = await transport.AskAsync(question, cancel).ConfigureAwait(false);
        if (answer.Status == 416)
        {
            File.Delete(partial);
            throw new UnreachableException($"{name}: the server has no bytes from {from} on{(size is null ? "" : $", of the {size} that were promised")}.");
        }
        if (answer.Status is not (200 or 206)) throw Refused(answer);
        bool goesOn = answer.Status == 206 && from > 0 && answer.Message.Content.Headers.ContentRange?.From == from && Encoding(answer) is null;
        if (answer.Status == 206 && !goesOn)
        {
            File.Delete(partial);
            throw new UnreachableException($"{name}: asked for the bytes from {from} on, the server sent others.");
        }
        _tag = answer.Message.Headers.ETag;
        InParts |= goesOn;
        await ReceiveAsync(answer, goesOn ? from : 0, cancel).ConfigureAwait(false);
    }

    private async Task ReceiveAsync(Answer answer, long from, CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(partial)!);
        RequireSpace((size ?? answer.Message.Content.Headers.ContentLength ?? 0) - from);
        using FileStream file = new(partial, FileMode.OpenOrCreate, FileAccess.Write, FileShare.Read, bufferSize: 1);
        file.SetLength(from);
        file.Position = from;
        using Stream raw = await answer.Message.Content.ReadAsStreamAsync(cancel).ConfigureAwait(false);
        using Stream body = Encoding(answer) switch
        {
            null => raw,
            "gzip" => new GZipStream(raw, CompressionMode.Decompress),
            string other => throw new GraftException($"{name}: sent with the unknown encoding '{SafePath.Printable(other)}'."),
        };
        await CopyAsync(body, file, cancel).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
        _complete = true;
    }

    private async Task CopyAsync(Stream body, FileStream file, CancellationToken cancel)
    {
        byte[] buffer = new byte[1 << 18];
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            while (true)
            {
                patience.CancelAfter(Patience);
                int read = await body.ReadAsync(buffer, patience.Token).ConfigureAwait(false);
                if (read == 0) return;
                if (file.Position + read > (size ?? MostWithoutSize)) throw TooMuch(file);
                file.Write(buffer, 0, read);
                transport.Options.Progress?.Report(new(name, file.Position, size));
            }
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new UnreachableException($"{name}: nothing came for {Patience.TotalSeconds:0.#} s.", null, e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or InvalidDataException)
        {
            throw new UnreachableException($"{name}: the connection broke: {e.Message}", null, e);
        }
    }

    private GraftException TooMuch(FileStream file)
    {
        file.SetLength(0);
        return new($"{name}: the server sends more than the {size ?? MostWithoutSize} bytes that were promised. It is damaged or hostile, and nothing of it " +
            "was kept.");
    }

    private void RequireSpace(long bytes)
    {
        DriveInfo drive = new(Path.GetDirectoryName(Path.GetFullPath(partial))!);
        if (bytes > drive.AvailableFreeSpace)
            throw new GraftException($"{name} needs {bytes / 1e6:0} MB more, and {drive.Name} has {drive.AvailableFreeSpace / 1e6:0} MB left.");
    }

    private static string? Encoding(Answer answer) => answer.Message.Content.Headers.ContentEncoding.FirstOrDefault(e => e != "identity");
}
