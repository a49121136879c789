using System.Text;
using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>
/// PyTorch's zip form (since 1.6): one folder with data.pkl and, stored as they are, data/0, data/1, ... The storages are mapped, not copied.
/// Layout: torch/serialization.py, caffe2/serialize/inline_container.h.
/// </summary>
internal sealed class PyTorchZipFormat : ICheckpointFormat
{
    private const string Pickle = "/data.pkl";
    private const int LargestPickle = 256 << 20;

    public string Name => "PyTorch (zip)";

    public bool Recognises(MappedFile file) => ZipDirectory.IsZip(file) && ZipDirectory.Read(file, "zip").Entries.Keys.Any(IsPickle);

    public Checkpoint Read(MappedFile file)
    {
        ZipDirectory zip = ZipDirectory.Read(file, Name);
        string[] pickles = [.. zip.Entries.Keys.Where(IsPickle)];
        if (pickles.Length != 1) throw Fail(file, $"it must hold one data.pkl, it holds {pickles.Length}");
        string folder = pickles[0][..^Pickle.Length];
        Check(zip, folder);
        Budget budget = new(file, Name);
        ZipEntry pickle = zip.Entries[pickles[0]];
        if (pickle.Size > LargestPickle) throw Fail(file, $"its data.pkl has {pickle.Size} bytes, at most {LargestPickle} are expected");
        Unpickler unpickler = new(file.Slice(pickle.Offset, pickle.Size), name => TorchGlobals.Find(file.Path, name), id => TorchStorages.Of(file.Path, id) ?? throw Fail(file, "its pickle refers to a storage in an unknown way"), budget, fault => Fail(file, fault));
        StateDict state = StateDict.Of(unpickler.Load(), fault => Fail(file, fault));
        TorchTensors tensors = new(file, Name, storage => Locate(zip, folder, storage), budget);
        return new Checkpoint(file.Path, Name, state.Tensors.ToDictionary(t => t.Key, t => tensors.Read(t.Key, t.Value), StringComparer.Ordinal)) { Stripped = state.Stripped, LeftOut = state.LeftOut };
    }

    private static bool IsPickle(string name) => name.EndsWith(Pickle, StringComparison.Ordinal) && name.IndexOf('/', StringComparison.Ordinal) == name.Length - Pickle.Length;

    private void Check(ZipDirectory zip, string folder)
    {
        if (zip.Entries.ContainsKey($"{folder}/constants.pkl") || zip.Entries.Keys.Any(n => n.StartsWith($"{folder}/code/", StringComparison.Ordinal)))
            throw new GraftException($"{zip.File.Path} is a TorchScript archive: it holds a program (code/), not only tensors. Nothing in it was run. "
                + "Save its tensors in Python, torch.save(torch.jit.load(...).state_dict(), ...) or safetensors, and open that.");
        Faults faults = new(zip.File.Path, Name);
        foreach (ZipEntry entry in zip.Entries.Values.Where(e => !e.IsStored)) faults.Add($"its entry '{entry.Name}' is compressed; PyTorch stores entries as they are");
        if (zip.Entries.TryGetValue($"{folder}/byteorder", out ZipEntry? order) && Text(zip.File, order) != "little") faults.Add("its numbers are big-endian, only little-endian ones are read");
        faults.ThrowIfAny();
    }

    private static string Text(MappedFile file, ZipEntry entry) => Encoding.ASCII.GetString(file.Slice(entry.Offset, Math.Min(entry.Packed, 16)).Span).Trim();

    private StoragePlace Locate(ZipDirectory zip, string folder, TorchStorage storage)
    {
        if (!zip.Entries.TryGetValue($"{folder}/data/{storage.Key}", out ZipEntry? entry)) throw Fail(zip.File, $"its entry '{folder}/data/{storage.Key}' is missing");
        long expected = storage.Count * storage.Type.Size();
        if (entry.Size != expected) throw Fail(zip.File, $"storage '{storage.Key}' is declared with {storage.Count} {storage.Type} elements ({expected} bytes), but {entry.Size} bytes are stored");
        return new(entry.Offset, entry.Size);
    }

    private GraftException Fail(MappedFile file, string fault) => Faults.Fatal(file.Path, Name, fault);
}
