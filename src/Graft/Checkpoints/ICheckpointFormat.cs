namespace Graft.Checkpoints;

/// <summary>A kind of file that holds tensors.</summary>
internal interface ICheckpointFormat
{
    /// <summary>What users call it.</summary>
    string Name { get; }

    /// <summary>Whether a file's content is of this kind; its name does not count.</summary>
    bool Recognises(MappedFile file);

    /// <summary>Reads a file that was recognised. The tensors may be slices of it.</summary>
    /// <exception cref="GraftException">The file is not sound.</exception>
    Checkpoint Read(MappedFile file);
}
