using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>
/// A TensorFlow V2 checkpoint: PREFIX.index says where in PREFIX.data-SSSSS-of-NNNNN each tensor lies. Tensors are slices of the mapped files; every checksum is verified.
/// Source: tensorflow/core/util/tensor_bundle/tensor_bundle.cc.
/// </summary>
internal sealed class BundleReader
{
    private const int NewestVersion = 1, MostShards = 100_000;

    private readonly MappedFile _index;
    private readonly string _prefix;
    private readonly Faults _faults;
    private readonly Dictionary<long, MappedFile?> _shards = [];
    private readonly SortedDictionary<string, BundleEntry> _entries = new(StringComparer.Ordinal);
    private readonly List<(string Name, BundleSlice Slice, BundleEntry Entry)> _slices = [];
    private long _shardCount;

    private BundleReader(MappedFile index) =>
        (_index, _prefix, _faults) = (index, index.Path[..^Path.GetExtension(index.Path).Length], new(index.Path, TensorFlowFormat.Format));

    /// <summary>Texts that the checkpoint holds, such as the graph of objects, by key.</summary>
    public Dictionary<string, IReadOnlyList<ReadOnlyMemory<byte>>> Texts { get; } = new(StringComparer.Ordinal);

    /// <summary>Tensors by key.</summary>
    public Dictionary<string, TensorData> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads all of it.</summary>
    /// <exception cref="GraftException">It is not sound; all faults are told.</exception>
    public static BundleReader Read(MappedFile index)
    {
        BundleReader reader = new(index);
        reader.ReadIndex();
        foreach ((string key, BundleEntry entry) in reader._entries) reader.ReadTensor(key, entry);
        reader._faults.ThrowIfAny();
        return reader;
    }

    private void ReadIndex()
    {
        List<(byte[] Key, ReadOnlyMemory<byte> Value)> all = TableReader.Read(_index);
        if (all is not [([], var header), ..]) throw Fail("its header is missing");
        ReadHeader(header);
        foreach ((byte[] key, ReadOnlyMemory<byte> value) in all.Skip(1))
        {
            string name = Encoding.UTF8.GetString(key);
            if (BundleEntry.Parse(value) is not { } entry) _faults.Add($"the entry of '{name}' is no protocol buffer");
            else if (!SliceKey.IsSlice(key)) _entries[name] = entry;
            else if (SliceKey.Parse(key) is var (variable, slice)) _slices.Add((variable, slice, entry));
            else _faults.Add("the key of a slice is damaged");
        }
        _faults.ThrowIfAny();
    }

    private void ReadHeader(ReadOnlyMemory<byte> header)
    {
        ulong endianness = 0, consumer = 0;
        ProtoReader r = new(header);
        while (r.Next())
        {
            if (r.Field == 1) _shardCount = (int)r.Value;
            if (r.Field == 2) endianness = r.Value;
            if (r.Field != 3) continue;
            ProtoReader version = new(r.Bytes);
            while (version.Next())
                if (version.Field == 2) consumer = version.Value;
        }
        if (r.IsDamaged) throw Fail("its header is no protocol buffer");
        if (endianness != 0) throw Fail("its numbers are big-endian, only little-endian ones are read");
        if (consumer > NewestVersion) throw Fail($"it was made for readers of version {consumer} and later, this one knows {NewestVersion}");
        if (_shardCount is < 1 or > MostShards) throw Fail($"it says that it has {_shardCount} data files, expected 1 to {MostShards}");
    }

    private void ReadTensor(string key, BundleEntry entry)
    {
        try
        {
            if (entry.Dtype == BundleEntry.Text) Texts[key] = ReadTexts(key, entry);
            else if (entry.Slices.Count > 0) Tensors[key] = ReadSliced(key, entry);
            else if (Stored(key, entry) is { } bytes) Tensors[key] = new(entry.Type!.Value, entry.Shape, bytes);
        }
        catch (FaultException e)
        {
            _faults.Add(e.Message);
        }
    }

    /// <summary>The bytes of an entry, their number and their checksum checked.</summary>
    private ReadOnlyMemory<byte> Stored(string key, BundleEntry entry)
    {
        if (entry.Type is not { } type) throw new FaultException($"'{key}' has dtype {entry.Dtype}, which is no type of numbers");
        if (Sizes.Bytes(type, entry.Shape) is not { } bytes) throw new FaultException($"the shape {TensorData.Describe(entry.Shape)} of '{key}' is negative or overflows 64 bits");
        if (bytes != entry.Size) throw new FaultException($"'{key}' {type} {TensorData.Describe(entry.Shape)} takes {bytes} bytes, its entry says {entry.Size}");
        ReadOnlyMemory<byte> found = Raw(key, entry);
        return Crc32C.Masked(found) == entry.Checksum ? found : throw new FaultException($"the checksum of '{key}' is wrong: its bytes were changed");
    }

    private ReadOnlyMemory<byte> Raw(string key, BundleEntry entry)
    {
        MappedFile shard = Shard(key, entry.Shard);
        return entry.Offset >= 0 && entry.Size is >= 0 and <= int.MaxValue && entry.Offset <= shard.Length - entry.Size ? shard.Slice(entry.Offset, entry.Size)
            : throw new FaultException($"'{key}' ({entry.Size} bytes at {entry.Offset}) lies outside '{Path.GetFileName(shard.Path)}', which has {shard.Length} bytes, or has more than 2 GB");
    }

    private MappedFile Shard(string key, long number)
    {
        if (number < 0 || number >= _shardCount) throw new FaultException($"'{key}' should lie in data file {number}, of which there are {_shardCount}");
        string path = string.Create(CultureInfo.InvariantCulture, $"{_prefix}.data-{number:00000}-of-{_shardCount:00000}");
        if (!_shards.TryGetValue(number, out MappedFile? shard)) _shards[number] = shard = File.Exists(path) ? MappedFile.Open(path) : null;
        return shard ?? throw new FaultException($"the file '{Path.GetFileName(path)}' with '{key}' is missing beside it");
    }

    /// <summary>Lengths as varints, a checksum over them, then the texts.</summary>
    private List<ReadOnlyMemory<byte>> ReadTexts(string key, BundleEntry entry)
    {
        ReadOnlyMemory<byte> all = Raw(key, entry);
        if (Sizes.Count(entry.Shape) is not { } count || count > entry.Size) throw new FaultException($"'{key}' says that it has more texts than bytes, or has a negative shape");
        int at = 0;
        List<int> lengths = [];
        for (long i = 0; i < count; i++)
            lengths.Add(Varints.Read(all.Span, ref at) is { } length and <= int.MaxValue ? (int)length : throw new FaultException($"the lengths of the texts of '{key}' are damaged"));
        const int checksum = 4;
        if (lengths.Sum(l => (long)l) + checksum != all.Length - at) throw new FaultException($"the lengths of the texts of '{key}' do not add up to its {entry.Size} bytes");
        byte[] widened = [.. lengths.SelectMany(l => BitConverter.GetBytes(l))];
        ReadOnlyMemory<byte> stored = all.Slice(at, checksum), content = all[(at + checksum)..];
        if (Crc32C.Masked(widened) != BinaryPrimitives.ReadUInt32LittleEndian(stored.Span) || Crc32C.Masked(widened, stored, content) != entry.Checksum)
            throw new FaultException($"the checksum of '{key}' is wrong: its bytes were changed");
        List<ReadOnlyMemory<byte>> texts = [];
        foreach (int length in lengths) (texts, content) = ([.. texts, content[..length]], content[length..]);
        return texts;
    }

    private TensorData ReadSliced(string key, BundleEntry entry)
    {
        if (entry.Type is not { } type) throw new FaultException($"'{key}' has dtype {entry.Dtype}, which is no type of numbers");
        List<PlacedSlice> parts = [];
        foreach (BundleSlice slice in entry.Slices)
        {
            BundleEntry part = _slices.FirstOrDefault(s => s.Name == key && s.Slice.Matches(slice)).Entry ?? throw new FaultException($"a slice of '{key}' has no entry");
            PlacedSlice placed = PlacedSlice.Of(entry.Shape, slice) ?? throw new FaultException($"a slice of '{key}' {TensorData.Describe(entry.Shape)} lies outside it");
            if (part.Dtype != entry.Dtype || !part.Shape.SequenceEqual(placed.Shape)) throw new FaultException($"a slice of '{key}' has shape {TensorData.Describe(part.Shape)}, expected {TensorData.Describe(placed.Shape)}");
            parts.Add(placed with { Bytes = Stored(key, part) });
        }
        return PlacedSlice.Join(type, entry.Shape, parts) ?? throw new FaultException($"the slices of '{key}' {TensorData.Describe(entry.Shape)} do not cover it once");
    }

    private GraftException Fail(string fault) => Faults.Fatal(_index.Path, TensorFlowFormat.Format, fault);

    /// <summary>One fault of one tensor, which is gathered with those of the others.</summary>
    private sealed class FaultException(string fault) : Exception(fault);
}
