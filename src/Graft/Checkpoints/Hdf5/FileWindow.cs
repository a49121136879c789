namespace Graft.Checkpoints;

/// <summary>A part of a mapped file that is read as a file of its own: the whole of it, or an entry that a zip archive stores as it is.</summary>
internal readonly record struct FileWindow(MappedFile File, long Start, long Length)
{
    /// <summary>The whole file.</summary>
    public static FileWindow Whole(MappedFile file) => new(file, 0, file.Length);

    /// <summary>Bytes of the part, not copied; null where they are not all inside it.</summary>
    public ReadOnlyMemory<byte>? Find(long offset, long length) =>
        offset >= 0 && length is >= 0 and <= int.MaxValue && offset <= Length - length ? File.Slice(Start + offset, length) : null;
}
