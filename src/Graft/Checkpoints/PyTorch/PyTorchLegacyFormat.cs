using System.Buffers.Binary;
using System.Numerics;
using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>
/// PyTorch's form before 1.6: five pickles back to back (magic number, version, system, object, storage keys), then each storage as a count and its bytes.
/// Layout: torch/serialization.py, _legacy_load.
/// </summary>
internal sealed class PyTorchLegacyFormat : ICheckpointFormat
{
    private const long Version = 1001;
    private static readonly BigInteger Magic = BigInteger.Parse("01950a86a20f9469cfc6c", System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
    private static ReadOnlySpan<byte> Start => [0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, (byte)'.'];

    public string Name => "PyTorch (legacy)";

    public bool Recognises(MappedFile file) => file.StartsWith(Start);

    public Checkpoint Read(MappedFile file)
    {
        Budget budget = new(file, Name);
        Dictionary<string, TorchStorage> declared = new(StringComparer.Ordinal);
        Unpickler unpickler = new(file.Slice(0, Math.Min(file.Length, int.MaxValue)), name => TorchGlobals.Find(file.Path, name), id => Declare(file, declared, id), budget, fault => Fail(file, fault));
        if (unpickler.Load() is not BigInteger magic || magic != Magic) throw Fail(file, "it does not start with PyTorch's magic number");
        if (unpickler.Load() is not Version) throw Fail(file, $"its version is not {Version}");
        if (unpickler.Load() is not PickleDictionary system || !system.TryGetValue("little_endian", out object? little) || little is not true) throw Fail(file, "its numbers are big-endian, or it does not say");
        object root = unpickler.Load();
        if (unpickler.Load() is not List<object> keys) throw Fail(file, "its list of storages is missing");
        StateDict state = StateDict.Of(root, fault => Fail(file, fault));
        Dictionary<string, StoragePlace> places = Place(file, unpickler.Position, keys, declared);
        TorchTensors tensors = new(file, Name, storage => places[storage.Key], budget);
        return new Checkpoint(file.Path, Name, state.Tensors.ToDictionary(t => t.Key, t => tensors.Read(t.Key, t.Value), StringComparer.Ordinal)) { Stripped = state.Stripped, LeftOut = state.LeftOut };
    }

    private TorchStorage Declare(MappedFile file, Dictionary<string, TorchStorage> declared, object[] id)
    {
        TorchStorage storage = TorchStorages.Of(file.Path, id) ?? throw Fail(file, "its pickle refers to a storage in an unknown way");
        if (declared.TryAdd(storage.Key, storage) || declared[storage.Key] == storage) return storage;
        throw Fail(file, $"storage '{storage.Key}' is declared twice, with different types or sizes");
    }

    private Dictionary<string, StoragePlace> Place(MappedFile file, long position, List<object> keys, Dictionary<string, TorchStorage> declared)
    {
        Dictionary<string, StoragePlace> places = new(StringComparer.Ordinal);
        foreach (object item in keys)
        {
            if (item is not string key || !declared.TryGetValue(key, out TorchStorage? storage)) throw Fail(file, $"it stores '{item}', which its pickle does not refer to");
            if (position > file.Length - sizeof(long)) throw Fail(file, $"storage '{key}' is missing: the file is cut short");
            long count = BinaryPrimitives.ReadInt64LittleEndian(file.Slice(position, sizeof(long)).Span);
            if (count != storage.Count) throw Fail(file, $"storage '{key}' is declared with {storage.Count} elements, but {count} are stored");
            long bytes = count * storage.Type.Size();
            position += sizeof(long);
            if (bytes > file.Length - position) throw Fail(file, $"storage '{key}' takes {bytes} bytes, only {file.Length - position} are left: the file is cut short");
            if (!places.TryAdd(key, new(position, bytes))) throw Fail(file, $"storage '{key}' is stored twice");
            position += bytes;
        }
        if (declared.Keys.FirstOrDefault(k => !places.ContainsKey(k)) is { } missing) throw Fail(file, $"storage '{missing}' is declared, but not stored");
        if (position != file.Length) throw Fail(file, $"{file.Length - position} bytes follow the last storage");
        return places;
    }

    private GraftException Fail(MappedFile file, string fault) => Faults.Fatal(file.Path, Name, fault);
}
