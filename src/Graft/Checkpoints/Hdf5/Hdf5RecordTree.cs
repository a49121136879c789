namespace Graft.Checkpoints;

/// <summary>The B-tree of version 2, whose nodes hold the records themselves.</summary>
internal static class Hdf5RecordTree
{
    /// <summary>All records, in order.</summary>
    public static IEnumerable<Hdf5Cursor> Records(Hdf5File file, long address, int type)
    {
        Hdf5Cursor head = file.CursorToEnd(address, "a tree of records", most: 64);
        head.Expect("BTHD", "a tree of records");
        head.Skip(1);
        if (head.U8() != type) throw file.Fail("a tree holds records of another kind");
        long nodeSize = head.U32();
        int recordSize = head.U16(), depth = head.U16();
        head.Skip(2);
        long root = head.I64();
        int count = head.U16();
        if (depth > 0) throw file.Fail("a group has so many children that its tree has several levels, which files of weights do not have");
        return count == 0 ? [] : Leaf(file, root, nodeSize, recordSize, count);
    }

    private static IEnumerable<Hdf5Cursor> Leaf(Hdf5File file, long address, long nodeSize, int recordSize, int count)
    {
        Hdf5Cursor node = file.Cursor(address, nodeSize, "a leaf of a tree");
        node.Expect("BTLF", "a leaf of a tree");
        node.Skip(2);
        for (int i = 0; i < count; i++) yield return node.Part(recordSize);
    }
}
