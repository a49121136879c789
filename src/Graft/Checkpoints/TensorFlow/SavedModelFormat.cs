using System.Text;

namespace Graft.Checkpoints;

/// <summary>
/// A SavedModel: saved_model.pb and, in variables/, a checkpoint. Its variables are read and its signatures told; its graph of operators is never run.
/// Source: tensorflow/core/protobuf/{saved_model,meta_graph}.proto.
/// </summary>
internal sealed class SavedModelFormat : ICheckpointFormat
{
    public const string FileName = "saved_model.pb";

    public string Name => "SavedModel";

    public bool Recognises(MappedFile file) => Path.GetFileName(file.Path) == FileName;

    public Checkpoint Read(MappedFile file)
    {
        using MappedFile closedAfterwards = file;
        Dictionary<string, string> signatures = Signatures(file);
        string index = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file.Path))!, "variables", "variables.index");
        if (!File.Exists(index)) throw Faults.Fatal(file.Path, Name, "its folder has no variables/variables.index: only the graph is there, without weights");
        return CheckpointFormats.OpenFile(index, [new TensorFlowFormat()]) with { Source = file.Path, Format = Name, Metadata = signatures };
    }

    /// <summary>What goes in and comes out, by 'signature.NAME': 'image -> predictions'.</summary>
    private Dictionary<string, string> Signatures(MappedFile file)
    {
        Dictionary<string, string> found = new(StringComparer.Ordinal);
        bool isSound = true;
        ProtoReader model = new(file.Slice(0, file.Length));
        while (model.Next())
        {
            if (model.Field != 2) continue;
            ProtoReader graph = new(model.Bytes);
            while (graph.Next())
                if (graph.Field == 5 && Entry(graph.Bytes) is var (name, signature)) found[$"signature.{name}"] = Describe(signature);
            isSound &= !graph.IsDamaged;
        }
        return isSound && !model.IsDamaged ? found : throw Faults.Fatal(file.Path, Name, "it is no protocol buffer, or cut short");
    }

    private static string Describe(ReadOnlyMemory<byte> signature)
    {
        List<string> inputs = [], outputs = [];
        ProtoReader r = new(signature);
        while (r.Next())
            if (r.Field is 1 or 2 && Entry(r.Bytes) is var (name, _)) (r.Field == 1 ? inputs : outputs).Add(name);
        return $"{string.Join(", ", inputs.Order(StringComparer.Ordinal))} -> {string.Join(", ", outputs.Order(StringComparer.Ordinal))}";
    }

    /// <summary>Key and value of a map's entry.</summary>
    private static (string Key, ReadOnlyMemory<byte> Value)? Entry(ReadOnlyMemory<byte> entry)
    {
        string? key = null;
        ReadOnlyMemory<byte> value = default;
        ProtoReader r = new(entry);
        while (r.Next())
        {
            if (r.Field == 1) key = Encoding.UTF8.GetString(r.Bytes.Span);
            if (r.Field == 2) value = r.Bytes;
        }
        return key is null || r.IsDamaged ? null : (key, value);
    }
}
