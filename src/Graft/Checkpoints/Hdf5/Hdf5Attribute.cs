using System.Text;

namespace Graft.Checkpoints;

/// <summary>A named value that hangs on a group: the names of layers, a model's configuration.</summary>
internal sealed record Hdf5Attribute(Hdf5Type Type, long[] Shape, ReadOnlyMemory<byte> Data)
{
    private const int LeafType = 8; // of the B-tree that finds attributes by name

    /// <summary>All attributes of an object, by name.</summary>
    public static Dictionary<string, Hdf5Attribute> All(Hdf5File file, List<(int Type, Hdf5Cursor Body)> messages)
    {
        Dictionary<string, Hdf5Attribute> all = new(StringComparer.Ordinal);
        foreach ((int type, Hdf5Cursor body) in messages)
        {
            body.Position = 0;
            if (type == Hdf5Header.Attribute) Add(file, body, all);
            else if (type == Hdf5Header.AttributeInfo) AddDense(file, body, all);
        }
        return all;
    }

    /// <summary>Its texts; none where it is an empty list of anything else, as weightless layers have it.</summary>
    public IReadOnlyList<string> Texts(Hdf5File file, string owner)
    {
        long count = Sizes.Count(Shape) ?? throw file.Fail($"the shape of an attribute of '{owner}' overflows 64 bits");
        if (count == 0) return [];
        if (Type.Class is not (Hdf5Type.Text or Hdf5Type.VariableLength)) return [];
        Hdf5Cursor c = new(file, Data);
        if (count > Data.Length || count * Type.Size > Data.Length) throw file.Fail($"an attribute of '{owner}' says that it has {count} texts in {Data.Length} bytes");
        List<string> texts = [];
        for (long i = 0; i < count; i++) texts.Add(Type.Class == Hdf5Type.Text ? c.Text(Type.Size).TrimEnd() : Variable(file, c.Part(Type.Size)));
        return texts;
    }

    private static string Variable(Hdf5File file, Hdf5Cursor element)
    {
        long length = element.U32();
        if (length == 0) return "";
        ReadOnlyMemory<byte> text = file.HeapAt(element.I64()).Find(element.U32()) ?? throw file.Fail("a text of an attribute is missing");
        file.Charge(length, "an attribute");
        return Encoding.UTF8.GetString(text.Span[..(int)Math.Min(length, text.Length)]);
    }

    private static void AddDense(Hdf5File file, Hdf5Cursor info, Dictionary<string, Hdf5Attribute> all)
    {
        info.Skip(1);
        if ((info.U8() & 1) != 0) info.Skip(2);
        long heap = info.I64(), tree = info.I64();
        if (heap == -1) return; // few attributes, which are messages
        Hdf5FractalHeap objects = Hdf5FractalHeap.Read(file, heap);
        foreach (Hdf5Cursor record in Hdf5RecordTree.Records(file, tree, LeafType)) Add(file, objects.Find(record), all);
    }

    private static void Add(Hdf5File file, Hdf5Cursor c, Dictionary<string, Hdf5Attribute> all)
    {
        int version = c.U8(), flags = c.U8();
        if (version is < 1 or > 3) throw file.Fail($"an attribute has the unknown version {version}");
        if (version > 1 && (flags & 3) != 0) return; // of a type that is stored elsewhere: none of Keras'
        int name = c.U16(), type = c.U16(), space = c.U16();
        if (version == 3) c.Skip(1);
        int step = version == 1 ? 8 : 1; // the first version fills up to eight bytes
        string called = c.Text(Filled(name, step));
        Hdf5Type of = Hdf5Type.Read(c.Part(Filled(type, step)));
        long[] shape = Hdf5Space.Read(file, c.Part(Filled(space, step)));
        all[called] = new(of, shape, c.Memory(c.Left));
    }

    private static int Filled(int size, int step) => (size + step - 1) / step * step;
}
