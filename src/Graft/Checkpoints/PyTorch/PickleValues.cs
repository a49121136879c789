using Graft.Graphs;

namespace Graft.Checkpoints;

/// <summary>Python's None.</summary>
internal sealed class PickleNone
{
    public static readonly PickleNone Value = new();
}

/// <summary>A dictionary in the order of its making. Hashes are seeded, so that no file can choose keys that collide.</summary>
internal sealed class PickleDictionary() : OrderedDictionary<object, object>(PickleKeys.Seeded);

/// <summary>A function of the allow-list, with what Graft does in its place.</summary>
internal sealed record PickleFunction(string Name, Func<object[], object?> Call);

/// <summary>A name of the allow-list that is only named, never called, such as torch.float32 or torch.FloatStorage; null type where it is neither.</summary>
internal sealed record PickleName(string Name, ElementType? Type);

/// <summary>The bytes of one or more tensors, by the key that leads to them; not looked up yet.</summary>
internal sealed record TorchStorage(string Key, ElementType Type, long Count);

/// <summary>A view of a storage, checked to lie within it. Offset and strides are in elements.</summary>
internal sealed record TorchTensor(TorchStorage Storage, ElementType Type, long Offset, long[] Shape, long[] Strides);

internal sealed class PickleKeys : IEqualityComparer<object>
{
    public static readonly PickleKeys Seeded = new();

    public new bool Equals(object? a, object? b) => object.Equals(a, b);

    public int GetHashCode(object key) => key switch
    {
        long whole => HashCode.Combine((int)whole, (int)(whole >> 32)),
        double real => HashCode.Combine(BitConverter.DoubleToInt64Bits(real) >> 32, (int)BitConverter.DoubleToInt64Bits(real)),
        _ => key.GetHashCode(), // text is seeded by the runtime
    };
}
