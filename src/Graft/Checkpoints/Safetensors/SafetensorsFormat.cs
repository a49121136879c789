namespace Graft.Checkpoints;

/// <summary>Safetensors: the ninth byte, where the header starts, is '{'.</summary>
internal sealed class SafetensorsFormat : ICheckpointFormat
{
    public string Name => SafetensorsReader.Format;

    public bool Recognises(MappedFile file) => file.Length > 8 && file.Slice(8, 1).Span[0] == '{';

    public Checkpoint Read(MappedFile file) => SafetensorsReader.Read(file);
}
