namespace Graft.Checkpoints;

/// <summary>The messages of an object's header, which say all there is about it: where its links, attributes and numbers lie.</summary>
internal static class Hdf5Header
{
    public const int Dataspace = 0x01, LinkInfo = 0x02, Datatype = 0x03, Link = 0x06, ExternalFiles = 0x07, Layout = 0x08, Filters = 0x0B,
        Attribute = 0x0C, Continuation = 0x10, SymbolTable = 0x11, AttributeInfo = 0x15;

    private const int MostMessages = 100_000;
    private const int SharedFlag = 2;

    /// <summary>All messages of the object at an address, in order.</summary>
    public static List<(int Type, Hdf5Cursor Body)> Read(Hdf5File file, long address)
    {
        Hdf5Cursor start = file.CursorToEnd(address, "an object's header");
        bool isNew = start.Left >= 4 && start.Text(4) == "OHDR";
        start.Position = 0;
        List<(int, Hdf5Cursor)> messages = [];
        Queue<Hdf5Cursor> blocks = new([isNew ? FirstBlock(start, out int flags) : FirstOldBlock(file, start, out flags)]);
        while (blocks.TryDequeue(out Hdf5Cursor? block))
        {
            foreach ((int type, Hdf5Cursor body) in isNew ? Messages(file, block, (flags & 4) != 0) : OldMessages(file, block))
            {
                if (messages.Count > MostMessages) throw file.Fail($"an object has more than {MostMessages} messages");
                if (type == Continuation) blocks.Enqueue(Next(file, body, isNew));
                else messages.Add((type, body));
            }
        }
        return messages;
    }

    /// <summary>Version 2 and on: 'OHDR', flags, and what the flags say.</summary>
    private static Hdf5Cursor FirstBlock(Hdf5Cursor c, out int flags)
    {
        c.Skip(5);
        flags = c.U8();
        if ((flags & 0x20) != 0) c.Skip(16); // times
        if ((flags & 0x10) != 0) c.Skip(4); // when attributes move elsewhere
        return c.Part(c.Number(1 << (flags & 3)));
    }

    private static Hdf5Cursor FirstOldBlock(Hdf5File file, Hdf5Cursor c, out int flags)
    {
        flags = 0;
        if (c.U8() != 1) throw file.Fail("an object's header has an unknown version");
        c.Skip(7);
        long size = c.U32();
        c.Skip(4);
        return c.Part(size);
    }

    private static Hdf5Cursor Next(Hdf5File file, Hdf5Cursor continuation, bool isNew)
    {
        const int checksum = 4;
        Hdf5Cursor block = file.Cursor(continuation.I64(), continuation.I64(), "the rest of an object's header");
        if (!isNew) return block;
        block.Expect("OCHK", "the rest of an object's header");
        return block.Part(Math.Max(0, block.Left - checksum));
    }

    private static IEnumerable<(int, Hdf5Cursor)> Messages(Hdf5File file, Hdf5Cursor block, bool ordered)
    {
        int head = ordered ? 6 : 4;
        while (block.Left >= head)
        {
            int type = block.U8(), size = block.U16();
            RefuseShared(file, type, block.U8());
            if (ordered) block.Skip(2);
            yield return (type, block.Part(size));
        }
    }

    private static IEnumerable<(int, Hdf5Cursor)> OldMessages(Hdf5File file, Hdf5Cursor block)
    {
        while (block.Left >= 8)
        {
            int type = block.U16(), size = block.U16();
            RefuseShared(file, type, block.U8());
            block.Skip(3);
            yield return (type, block.Part(size));
        }
    }

    private static void RefuseShared(Hdf5File file, int type, int flags)
    {
        if ((flags & SharedFlag) != 0 && type is Dataspace or Datatype or Filters) throw file.Fail("it shares types between data sets, which files of weights do not");
    }
}
