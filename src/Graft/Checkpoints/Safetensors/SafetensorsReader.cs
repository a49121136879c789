using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Unicode;
using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>
/// Reads safetensors: a JSON header with type, shape and place of each tensor, then the bytes. Everything is checked before a tensor is handed out, and
/// no tensor is copied. Specification: https://github.com/huggingface/safetensors#format
/// </summary>
public static class SafetensorsReader
{
    internal const string Format = "safetensors";
    private const int LengthBytes = 8;
    private const long LongestHeader = 100_000_000; // the reference reader's limit

    /// <summary>Opens one file.</summary>
    /// <param name="path">The file; its extension does not matter.</param>
    /// <exception cref="GraftException">The file is missing, or anything in it is not as the format demands; all faults are told.</exception>
    public static Checkpoint Open(string path)
    {
        MappedFile file = MappedFile.Open(path);
        try
        {
            return Read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    internal static Checkpoint Read(MappedFile file)
    {
        Faults faults = new(file.Path, Format);
        ReadOnlyMemory<byte> json = HeaderOf(file);
        SafetensorsHeader header = new(json.Span, faults);
        try
        {
            header.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Faults.Fatal(file.Path, Format, $"its header is not valid JSON ({e.Message.TrimEnd('.')})", e);
        }
        Dictionary<string, TensorData> tensors = Tensors(file, LengthBytes + json.Length, header.Entries, faults);
        return new Checkpoint(file.Path, Format, WithShared(tensors, header.Metadata)) { Metadata = header.Metadata };
    }

    private static ReadOnlyMemory<byte> HeaderOf(MappedFile file)
    {
        if (file.Length < LengthBytes) throw Faults.Fatal(file.Path, Format, $"it has {file.Length} bytes, the length of the header alone takes {LengthBytes}");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(file.Slice(0, LengthBytes).Span);
        if (length > LongestHeader) throw Faults.Fatal(file.Path, Format, $"it says that its header has {length} bytes, at most {LongestHeader} are allowed");
        if ((long)length > file.Length - LengthBytes)
            throw Faults.Fatal(file.Path, Format, $"it says that its header has {length} bytes, but the file has only {file.Length}");
        ReadOnlyMemory<byte> json = file.Slice(LengthBytes, (long)length);
        if (json.IsEmpty || json.Span[0] != '{') throw Faults.Fatal(file.Path, Format, "its header must start with '{'");
        return Utf8.IsValid(json.Span) ? json : throw Faults.Fatal(file.Path, Format, "its header is not UTF-8 text");
    }

    private static Dictionary<string, TensorData> Tensors(MappedFile file, long dataStart, List<SafetensorsEntry> entries, Faults faults)
    {
        List<(SafetensorsEntry Entry, ElementType Type)> sound = [.. entries.Select(e => (e, Check(e, faults))).Where(p => p.Item2 is not null).Select(p => (p.e, p.Item2!.Value))];
        if (!faults.Any) CheckTiling(sound.Select(s => s.Entry), file.Length - dataStart, faults);
        faults.ThrowIfAny();
        return sound.ToDictionary(s => s.Entry.Name, s => Tensor(file, dataStart, s.Entry, s.Type), StringComparer.Ordinal);
    }

    private static TensorData Tensor(MappedFile file, long dataStart, SafetensorsEntry entry, ElementType type) =>
        new(type, entry.Shape!, file.Slice(dataStart + entry.Offsets![0], entry.Offsets[1] - entry.Offsets[0]));

    private static ElementType? Check(SafetensorsEntry entry, Faults faults)
    {
        if (entry.Dtype is null || entry.Shape is null || entry.Offsets is null) return null; // told already
        if (SafetensorsTypes.Find(entry.Dtype, out string unknown) is not { } type)
        {
            faults.Add($"tensor '{entry.Name}': {unknown}");
            return null;
        }
        if (entry.Offsets is not [long begin, long end] || begin > end)
            faults.Add($"tensor '{entry.Name}': data_offsets must be a start and an end behind it, they are {TensorData.Describe(entry.Offsets)}");
        else if (Sizes.Bytes(type, entry.Shape) is not { } bytes)
            faults.Add($"tensor '{entry.Name}': shape {TensorData.Describe(entry.Shape)} overflows 64 bits");
        else if (bytes != end - begin)
            faults.Add($"tensor '{entry.Name}': {entry.Dtype} {TensorData.Describe(entry.Shape)} takes {bytes} bytes, its data_offsets span {end - begin}");
        return type;
    }

    /// <summary>Tensors must cover the data from its first to its last byte, without holes and without overlap.</summary>
    private static void CheckTiling(IEnumerable<SafetensorsEntry> entries, long dataLength, Faults faults)
    {
        long reached = 0;
        foreach (SafetensorsEntry entry in entries.OrderBy(e => e.Offsets![0]).ThenBy(e => e.Offsets![1]))
        {
            long begin = entry.Offsets![0];
            if (begin > reached) faults.Add($"bytes {reached} to {begin} of the data belong to no tensor");
            if (begin < reached) faults.Add($"tensor '{entry.Name}' starts at byte {begin} of the data, within another that ends at {reached}");
            reached = Math.Max(reached, entry.Offsets[1]);
        }
        if (reached > dataLength) faults.Add($"its tensors take {reached} bytes, but only {dataLength} are there: the file is cut short");
        if (reached < dataLength) faults.Add($"{dataLength - reached} bytes follow the last tensor");
    }

    /// <summary>Tensors that were stored once for two names: the metadata then says 'left-out name: stored name', as safetensors' own save_model does.</summary>
    private static Dictionary<string, TensorData> WithShared(Dictionary<string, TensorData> tensors, Dictionary<string, string> metadata)
    {
        foreach ((string name, string stored) in metadata.Where(m => m.Key != "format"))
            if (tensors.TryGetValue(stored, out TensorData? tensor)) tensors.TryAdd(name, tensor);
        return tensors;
    }
}
