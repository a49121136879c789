namespace Graft.Checkpoints;

/// <summary>A collection of texts of variable length, by number.</summary>
internal sealed class Hdf5Heap
{
    private readonly Dictionary<int, ReadOnlyMemory<byte>> _objects = [];

    public static Hdf5Heap Read(Hdf5File file, long address)
    {
        const int head = 16, entry = 16;
        Hdf5Cursor start = file.CursorToEnd(address, "a collection of texts", most: head);
        start.Expect("GCOL", "a collection of texts");
        start.Skip(4);
        Hdf5Cursor c = file.Cursor(address, start.I64(), "a collection of texts");
        c.Skip(head);
        Hdf5Heap heap = new();
        while (c.Left >= entry)
        {
            int number = c.U16();
            c.Skip(6);
            long size = c.I64();
            if (number == 0) break; // free space
            heap._objects[number] = c.Memory(size);
            c.Skip((int)Math.Min(c.Left, (8 - size % 8) % 8));
        }
        return heap;
    }

    public ReadOnlyMemory<byte>? Find(uint number) => _objects.TryGetValue((int)number, out ReadOnlyMemory<byte> found) ? found : null;
}
