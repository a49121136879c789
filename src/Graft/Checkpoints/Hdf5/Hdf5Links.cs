namespace Graft.Checkpoints;

/// <summary>The children of a group: in a symbol table (older files), in messages, or in a heap (newer ones with many children).</summary>
internal static class Hdf5Links
{
    private const int Hard = 0;
    private const int LeafType = 5; // of the B-tree that finds links by name
    private const int CachedSoftLink = 2;

    public static Dictionary<string, long> Read(Hdf5File file, string path, List<(int Type, Hdf5Cursor Body)> messages)
    {
        Dictionary<string, long> links = new(StringComparer.Ordinal);
        foreach ((int type, Hdf5Cursor body) in messages)
        {
            body.Position = 0;
            if (type == Hdf5Header.SymbolTable) ReadTable(file, path, body, links);
            else if (type == Hdf5Header.Link) Add(file, path, body, links);
            else if (type == Hdf5Header.LinkInfo) ReadDense(file, path, body, links);
        }
        return links;
    }

    private static void ReadTable(Hdf5File file, string path, Hdf5Cursor message, Dictionary<string, long> links)
    {
        long tree = message.I64();
        Hdf5Cursor heap = file.CursorToEnd(message.I64(), "a group's names", most: 32);
        heap.Expect("HEAP", "a group's names");
        heap.Skip(4);
        long size = heap.I64();
        heap.Skip(8);
        ReadOnlyMemory<byte> names = file.Bytes(heap.I64(), size, "a group's names");
        foreach ((_, long child) in Hdf5Tree.Leaves(file, tree, type: 0, keySize: 8))
        {
            Hdf5Cursor node = file.CursorToEnd(child, "a part of a group");
            node.Expect("SNOD", "a part of a group");
            node.Skip(2);
            for (int left = node.U16(); left > 0; left--) AddEntry(file, path, node.Part(40), names, links);
        }
    }

    private static void AddEntry(Hdf5File file, string path, Hdf5Cursor entry, ReadOnlyMemory<byte> names, Dictionary<string, long> links)
    {
        long at = entry.I64(), address = entry.I64();
        if (at < 0 || at >= names.Length) throw file.Fail($"a name in '{path}' lies outside the group's names");
        string name = new Hdf5Cursor(file, names[(int)at..]).Text(names.Length - at);
        if (entry.U32() == CachedSoftLink) throw Refuse(file, path, name, "soft link");
        Put(file, path, name, address, links);
    }

    private static void ReadDense(Hdf5File file, string path, Hdf5Cursor info, Dictionary<string, long> links)
    {
        info.Skip(1);
        if ((info.U8() & 1) != 0) info.Skip(8);
        long heap = info.I64(), tree = info.I64();
        if (heap == -1) return; // few links, which are messages
        Hdf5FractalHeap objects = Hdf5FractalHeap.Read(file, heap);
        foreach (Hdf5Cursor record in Hdf5RecordTree.Records(file, tree, LeafType))
        {
            record.Skip(4); // hash of the name
            Add(file, path, objects.Find(record), links);
        }
    }

    private static void Add(Hdf5File file, string path, Hdf5Cursor link, Dictionary<string, long> links)
    {
        if (link.U8() != 1) throw file.Fail($"a link in '{path}' has an unknown version");
        int flags = link.U8();
        int kind = (flags & 8) != 0 ? link.U8() : Hard;
        if ((flags & 4) != 0) link.Skip(8);
        if ((flags & 16) != 0) link.Skip(1);
        string name = link.Text(link.Number(1 << (flags & 3)));
        if (kind != Hard) throw Refuse(file, path, name, kind == 1 ? "soft link" : "link into another file");
        Put(file, path, name, link.I64(), links);
    }

    private static void Put(Hdf5File file, string path, string name, long address, Dictionary<string, long> links)
    {
        if (name.Length == 0 || name.Contains('/')) throw file.Fail($"'{name}' in '{path}' is no name of an object");
        if (!links.TryAdd(name, address)) throw file.Fail($"'{name}' stands twice in '{path}'");
    }

    private static GraftException Refuse(Hdf5File file, string path, string name, string what) =>
        file.Fail($"'{(path.Length == 0 ? name : $"{path}/{name}")}' is a {what}, which files of weights have no use for and which is not followed");
}
