namespace Graft.Checkpoints;

/// <summary>The B-tree of version 1, which finds the parts of a group or the chunks of a data set.</summary>
internal static class Hdf5Tree
{
    private const int DeepestLevel = 32;

    /// <summary>Keys and addresses of all leaves, in order.</summary>
    /// <param name="file">The file.</param>
    /// <param name="address">Of the root.</param>
    /// <param name="type">0 for groups, 1 for chunks.</param>
    /// <param name="keySize">Bytes of a key.</param>
    public static IEnumerable<(Hdf5Cursor Key, long Child)> Leaves(Hdf5File file, long address, int type, int keySize) => Below(file, address, type, keySize, null);

    private static IEnumerable<(Hdf5Cursor Key, long Child)> Below(Hdf5File file, long address, int type, int keySize, int? expectedLevel)
    {
        Hdf5Cursor node = file.CursorToEnd(address, "a node of a tree");
        node.Expect("TREE", "a node of a tree");
        int found = node.U8(), level = node.U8(), count = node.U16();
        if (found != type || level > DeepestLevel || expectedLevel is int wanted && level != wanted) throw file.Fail("a tree is damaged: a node is of another kind or level");
        node.Skip(16); // siblings
        for (int i = 0; i < count; i++)
        {
            Hdf5Cursor key = node.Part(keySize);
            long child = node.I64();
            if (level == 0) yield return (key, child);
            else foreach ((Hdf5Cursor, long) leaf in Below(file, child, type, keySize, level - 1)) yield return leaf;
        }
    }
}
