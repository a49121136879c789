namespace Graft.Checkpoints;

/// <summary>The index of a checkpoint in several files: JSON with a weight_map.</summary>
internal sealed class ShardIndexFormat : ICheckpointFormat
{
    private const int Head = 1 << 20; // weight_map comes first, or after a few numbers

    public string Name => "shard index";

    public bool Recognises(MappedFile file) =>
        ContentGuess.StartsLikeJson(file) && file.Slice(0, Math.Min(file.Length, Head)).Span.IndexOf("\"weight_map\""u8) >= 0;

    public Checkpoint Read(MappedFile file)
    {
        using MappedFile closedAfterwards = file;
        return ShardIndex.Open(file.Path, shard => CheckpointFormats.OpenFile(shard, CheckpointFormats.Files));
    }
}
