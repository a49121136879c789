using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Graft.Checkpoints;

/// <summary>
/// Reads Python pickles as data. The opcodes that tensors need are known, functions come from an allow-list of Graft's own code, and nothing that a file
/// says is ever executed. Format: Python's Lib/pickletools.py; the subset follows torch/_weights_only_unpickler.py.
/// </summary>
/// <param name="bytes">One or more pickles, back to back.</param>
/// <param name="globals">What a pickle may name.</param>
/// <param name="load">Makes a storage of a persistent id.</param>
/// <param name="budget">What the values may take.</param>
/// <param name="fail">Makes an error that names the file.</param>
internal sealed class Unpickler(ReadOnlyMemory<byte> bytes, Func<string, object> globals, Func<object[], object> load, Budget budget, Func<string, GraftException> fail)
{
    private const int CostOfValue = 40;
    private const int CostOfContainer = 160;
    private const int LongestName = 1000;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly List<object> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, object> _memo = [];

    /// <summary>Where the next pickle starts.</summary>
    public int Position { get; private set; }

    /// <summary>Reads the pickle at <see cref="Position"/>.</summary>
    /// <exception cref="GraftException">It is damaged, names something that is not allowed, or wants more memory than its file has a reason to.</exception>
    public object Load()
    {
        _stack.Clear();
        _marks.Clear();
        _memo.Clear();
        while (true)
        {
            byte opcode = Take(1)[0];
            if (opcode == '.') return Pop();
            budget.Charge(CostOfValue, "the pickle in it");
            if (Value(opcode) is { } value) _stack.Add(value);
            else Act(opcode);
        }
    }

    /// <summary>Opcodes that push one value; null for all others.</summary>
    private object? Value(byte opcode) => opcode switch
    {
        (byte)'N' => PickleNone.Value,
        0x88 => true,
        0x89 => false,
        (byte)'J' => (long)BinaryPrimitives.ReadInt32LittleEndian(Take(4)),
        (byte)'K' => (long)Take(1)[0],
        (byte)'M' => (long)BinaryPrimitives.ReadUInt16LittleEndian(Take(2)),
        0x8a => Take(Take(1)[0]) is var whole && whole.Length <= sizeof(long) ? (long)new BigInteger(whole) : (object)new BigInteger(whole), // LONG1
        (byte)'G' => BinaryPrimitives.ReadDoubleBigEndian(Take(8)),
        (byte)'X' => Text(Length32()),
        0x8c => Text(Take(1)[0]),
        0x8d => Text(Length64()),
        (byte)'U' => Encoding.Latin1.GetString(Charged(Take(1)[0])),
        (byte)'T' => Encoding.Latin1.GetString(Charged(Length32())),
        (byte)'C' => Charged(Take(1)[0]).ToArray(),
        (byte)'B' => Charged(Length32()).ToArray(),
        (byte)')' => Array.Empty<object>(),
        (byte)']' => Container(new List<object>()),
        (byte)'}' => Container(new PickleDictionary()),
        (byte)'c' => globals($"{Line()}.{Line()}"),
        _ => null,
    };

    private void Act(byte opcode)
    {
        switch (opcode)
        {
            case 0x80: Take(1); break;                                        // PROTO
            case 0x95: Take(8); break;                                        // FRAME
            case (byte)'(': _marks.Push(_stack.Count); break;
            case (byte)'t': Push(ToMark()); break;
            case >= 0x85 and <= 0x87: Push(Top(opcode - 0x84)); break;        // TUPLE1 to TUPLE3
            case (byte)'a': Append(Top(1)); break;
            case (byte)'e': Append(ToMark()); break;
            case (byte)'s': SetItems(Top(2)); break;
            case (byte)'u': SetItems(ToMark()); break;
            case (byte)'R' or 0x81: Reduce(); break;                          // REDUCE, NEWOBJ
            case (byte)'b': Build(); break;
            case (byte)'Q': Push(load(Pop<object[]>("persistent id"))); break;
            case 0x93: StackGlobal(); break;
            case (byte)'q': Remember(Take(1)[0]); break;
            case (byte)'r': Remember(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
            case 0x94: Remember((uint)_memo.Count); break;
            case (byte)'h': Recall(Take(1)[0]); break;
            case (byte)'j': Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))); break;
            default: throw fail($"its pickle has the opcode 0x{opcode:x2} at byte {Position - 1}, which tensors have no use for");
        }
    }

    private void Append(object[] items) => Peek<List<object>>("APPEND").AddRange(items);

    private void SetItems(object[] items)
    {
        if (items.Length % 2 != 0) throw fail("its pickle sets a key without a value");
        PickleDictionary target = Peek<PickleDictionary>("SETITEM");
        for (int i = 0; i < items.Length; i += 2) target[items[i]] = items[i + 1];
    }

    private void Reduce()
    {
        object[] arguments = Pop<object[]>("arguments of a call");
        PickleFunction function = Pop<PickleFunction>("function to call");
        budget.Charge(CostOfContainer, "the pickle in it");
        Push(function.Call(arguments) ?? throw fail($"its pickle calls {function.Name} with arguments that it does not take"));
    }

    /// <summary>State of an object: only the _metadata of a state dict, which says nothing of its tensors.</summary>
    private void Build()
    {
        object state = Pop();
        if (Peek() is not PickleDictionary || state is not PickleDictionary) throw fail($"its pickle sets the state of {Describe(Peek())}, which no tensor needs");
    }

    private void StackGlobal()
    {
        string name = Pop<string>("name");
        Push(globals($"{Pop<string>("module")}.{name}"));
    }

    private void Remember(uint index) => _memo[index] = Peek();

    private void Recall(uint index) => Push(_memo.TryGetValue(index, out object? value) ? value : throw fail($"its pickle recalls value {index}, which was never kept"));

    private void Push(object value) => _stack.Add(value);

    private object Pop()
    {
        object value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private T Pop<T>(string what) => Pop() is T value ? value : throw fail($"its pickle has no {what} where one must be");

    private object Peek() => _stack.Count > (_marks.Count > 0 ? _marks.Peek() : 0) ? _stack[^1] : throw fail("its pickle takes more values than it has");

    private T Peek<T>(string opcode) => Peek() is T value ? value : throw fail($"its pickle uses {opcode} on {Describe(Peek())}");

    private object[] Top(int count)
    {
        int start = _stack.Count - count;
        if (start < (_marks.Count > 0 ? _marks.Peek() : 0)) throw fail("its pickle takes more values than it has");
        return Cut(start);
    }

    private object[] ToMark() => _marks.Count > 0 ? Cut(_marks.Pop()) : throw fail("its pickle closes a group that was never opened");

    private object[] Cut(int start)
    {
        object[] items = [.. _stack.Skip(start)];
        _stack.RemoveRange(start, items.Length);
        return items;
    }

    private object Container(object container)
    {
        budget.Charge(CostOfContainer, "the pickle in it");
        return container;
    }

    private string Text(int length)
    {
        try
        {
            return StrictUtf8.GetString(Charged(length));
        }
        catch (ArgumentException)
        {
            throw fail($"its pickle holds a text that is not UTF-8, before byte {Position}");
        }
    }

    private string Line()
    {
        ReadOnlySpan<byte> rest = bytes.Span[Position..];
        int end = rest[..Math.Min(rest.Length, LongestName)].IndexOf((byte)'\n');
        if (end < 0) throw fail("its pickle names something without an end");
        string line = Encoding.UTF8.GetString(Take(end));
        Take(1);
        return line;
    }

    private int Length32() => (int)Math.Min(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)), int.MaxValue);

    private int Length64() => (int)Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(Take(8)), int.MaxValue);

    private ReadOnlySpan<byte> Charged(int length)
    {
        ReadOnlySpan<byte> taken = Take(length);
        budget.Charge(length * 2L, "the pickle in it");
        return taken;
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > bytes.Length - Position) throw fail("its pickle ends too early: the file is cut short");
        Position += length;
        return bytes.Span.Slice(Position - length, length);
    }

    private static string Describe(object value) => value switch
    {
        TorchTensor => "a tensor",
        TorchStorage => "a storage",
        PickleFunction function => function.Name,
        PickleName name => name.Name,
        _ => $"a {value.GetType().Name}",
    };
}
