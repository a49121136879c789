using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;

namespace Graft.Checkpoints;

/// <summary>
/// A file mapped read-only into memory, handed out in slices that are not copied. A slice keeps the mapping alive; the system loads pages when they are
/// touched. Files may be larger than 2 GB, one slice may not.
/// </summary>
internal sealed unsafe class MappedFile : IDisposable
{
    private readonly MemoryMappedViewAccessor? _view;
    private byte* _start;

    private MappedFile(string path, long length, MemoryMappedViewAccessor? view)
    {
        (Path, Length, _view) = (path, length, view);
        _view?.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
    }

    /// <summary>Where the file lies, as it was asked for.</summary>
    public string Path { get; }

    /// <summary>Size in bytes when it was opened.</summary>
    public long Length { get; }

    /// <summary>Maps a file.</summary>
    /// <exception cref="GraftException">There is no such file, it is a folder, or it can't be read.</exception>
    public static MappedFile Open(string path)
    {
        try
        {
            return Map(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GraftException($"There is no file '{path}'. Check the path; the current folder is '{Environment.CurrentDirectory}'.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new GraftException($"The file '{path}' can't be read: {e.Message}", e);
        }
    }

    /// <summary>Bytes of the file, not copied.</summary>
    /// <exception cref="GraftException">The slice leaves the file, or is larger than 2 GB.</exception>
    public ReadOnlyMemory<byte> Slice(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length)
            throw new GraftException($"{Path}: {length} bytes at offset {offset} are needed, the file has {Length}. It is cut short or damaged: fetch it again.");
        if (length > int.MaxValue)
            throw new GraftException($"{Path}: a tensor of {length} bytes (at offset {offset}) is larger than 2 GB, which is the most that one tensor may have here.");
        return length == 0 ? ReadOnlyMemory<byte>.Empty : new Part(this, offset, (int)length).Memory;
    }

    /// <summary>The mapped file that bytes are a slice of, and where in it they start; null for other memory.</summary>
    public static (string Path, long Offset)? PlaceOf(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetMemoryManager(bytes, out Part? part, out int start, out _) ? (part.File.Path, part.Offset + start) : null;

    /// <summary>Whether the file's first bytes are these.</summary>
    public bool StartsWith(ReadOnlySpan<byte> magic) => Length >= magic.Length && Slice(0, magic.Length).Span.SequenceEqual(magic);

    /// <summary>Some bytes as a stream to read.</summary>
    public Stream OpenStream(long offset, long length)
    {
        if (offset < 0 || length < 0 || offset > Length - length) throw new GraftException($"{Path}: {length} bytes at offset {offset} are needed, the file has {Length}.");
        return length == 0 ? Stream.Null : new PartStream(this, _start + offset, length);
    }

    /// <summary>Unmaps the file; for a file that was refused. Slices throw from then on.</summary>
    public void Dispose()
    {
        if (_start is null) return;
        _start = null;
        _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }

    private static MappedFile Map(string path, FileStream stream)
    {
        using FileStream closedAfterwards = stream;
        long length = stream.Length;
        if (length == 0) return new MappedFile(path, 0, null); // an empty file can't be mapped
        using MemoryMappedFile map = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return new MappedFile(path, length, map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read));
    }

    private sealed class PartStream(MappedFile file, byte* start, long length) : UnmanagedMemoryStream(start, length)
    {
        public MappedFile File { get; } = file; // keeps the mapping alive
    }

    private sealed class Part(MappedFile file, long offset, int length) : MemoryManager<byte>
    {
        public MappedFile File => file;

        public long Offset => offset;

        public override Span<byte> GetSpan()
        {
            ObjectDisposedException.ThrowIf(file._start is null, file);
            return new(file._start + offset, length);
        }

        public override MemoryHandle Pin(int elementIndex = 0)
        {
            ObjectDisposedException.ThrowIf(file._start is null, file);
            return new(file._start + offset + elementIndex, pinnable: this);
        }

        public override void Unpin() { } // mapped memory never moves

        protected override void Dispose(bool disposing) { } // the mapping is shared by all slices
    }
}
