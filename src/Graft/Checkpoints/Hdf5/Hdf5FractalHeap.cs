using System.Numerics;

namespace Graft.Checkpoints;

/// <summary>A heap of links or attributes in blocks that double in size row by row.</summary>
internal sealed class Hdf5FractalHeap
{
    private readonly Hdf5File _file;
    private readonly int _offsetSize, _lengthSize, _width, _rows;
    private readonly long _firstSize, _largestDirect, _root;

    private Hdf5FractalHeap(Hdf5File file, Hdf5Cursor head)
    {
        _file = file;
        head.Expect("FRHP", "a heap");
        head.Skip(3);
        if (head.U16() != 0) throw file.Fail("a heap is compressed, which those of weights are not");
        head.Skip(1);
        long largestObject = head.U32();
        head.Skip(96); // statistics, and objects that are huge or tiny
        _width = head.U16();
        _firstSize = head.I64();
        _largestDirect = head.I64();
        _offsetSize = (head.U16() + 7) / 8;
        head.Skip(2);
        _root = head.I64();
        _rows = head.U16();
        if (_width == 0 || _firstSize <= 0 || _largestDirect < _firstSize || _offsetSize is < 1 or > 8) throw file.Fail("a heap is damaged");
        _lengthSize = (BitOperations.Log2((ulong)Math.Max(1, Math.Min(_largestDirect, largestObject))) + 8) / 8;
    }

    public static Hdf5FractalHeap Read(Hdf5File file, long address) => new(file, file.CursorToEnd(address, "a heap", most: 256));

    /// <summary>The object that a record's heap identifier leads to.</summary>
    public Hdf5Cursor Find(Hdf5Cursor id)
    {
        if ((id.U8() & 0x30) != 0) throw _file.Fail("a heap holds a huge object, which those of weights do not");
        long offset = id.Number(_offsetSize), length = id.Number(_lengthSize);
        (long block, long start) = _rows == 0 ? (_root, 0L) : Locate(offset);
        return _file.Cursor(block + (offset - start), length, "an object of a heap");
    }

    /// <summary>The direct block that an offset lies in, and the offset at which it starts.</summary>
    private (long Block, long Start) Locate(long offset)
    {
        Hdf5Cursor node = _file.CursorToEnd(_root, "the table of a heap");
        node.Expect("FHIB", "the table of a heap");
        node.Skip(9 + _offsetSize);
        long start = 0;
        for (int row = 0; row < _rows; row++)
        {
            long size = row < 2 ? _firstSize : _firstSize << Math.Min(row - 1, 40);
            if (size > _largestDirect || size <= 0) throw _file.Fail("a heap is larger than those of weights are");
            for (int column = 0; column < _width; column++, start += size)
            {
                long block = node.I64();
                if (offset < start + size) return (block, start);
            }
        }
        throw _file.Fail("an object lies outside its heap");
    }
}
