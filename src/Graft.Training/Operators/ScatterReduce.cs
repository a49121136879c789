using Graft.Training.Execution;
using static TorchSharp.torch;

namespace Graft.Training.Operators;

/// <summary>
/// Combines values at indices with what was there by a function such as the maximum. Where several values meet one place they are combined in rounds, the first
/// of each place before the second, so that every round writes each place once and gradients flow.
/// </summary>
internal static class ScatterReduce
{
    public static Tensor Run(Tensor data, long axis, Tensor index, Tensor updates, Func<Tensor, Tensor, Tensor> combine)
    {
        Tensor flat = data.reshape(-1), places = Places(data.shape, axis, index), values = updates.CutTo(index.shape).reshape(-1);
        foreach (long[] round in Rounds(TensorMemory.ToLongs(places)))
        {
            Tensor chosen = tensor(round), at = places.index_select(0, chosen);
            flat = flat.scatter(0, at, combine(flat.index_select(0, at), values.index_select(0, chosen)));
        }
        return flat.reshape(data.shape);
    }

    // The row-major position in the data that each index means, as a vector.
    private static Tensor Places(long[] shape, long axis, Tensor index)
    {
        long stride = 1;
        Tensor places = zeros([.. index.shape], ScalarType.Int64);
        for (int i = shape.Length - 1; i >= 0; stride *= shape[i--])
        {
            Tensor coordinate = i == axis ? index : arange(Scalars.Zero, Scalars.Of(index.shape[i]), Scalars.One, dtype: ScalarType.Int64)
                .reshape([.. shape.Select((_, other) => other == i ? -1L : 1L)]);
            places = places.add(coordinate, Scalars.Of(stride));
        }
        return places.reshape(-1);
    }

    private static IEnumerable<long[]> Rounds(long[] places)
    {
        Dictionary<long, int> seen = [];
        return places.Select((place, i) => (i, round: seen[place] = seen.GetValueOrDefault(place) + 1)).ToArray()
            .GroupBy(p => p.round).OrderBy(g => g.Key).Select(g => g.Select(p => (long)p.i).ToArray());
    }

    // Values beyond the indices' shape count for nothing.
    private static Tensor CutTo(this Tensor x, long[] shape)
    {
        for (int i = 0; i < shape.Length; i++) x = x.narrow(i, 0, shape[i]);
        return x;
    }
}
